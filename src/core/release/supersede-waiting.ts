import type { Ports } from '../ports/index.ts';
import type { ReleaseContext } from './release-context.ts';

/** A newer release ends the wait of an older one for its approval: its place in the slot is needed. */
export async function supersedeWaiting(
  { operation }: ReleaseContext,
  ports: Pick<Ports, 'state' | 'workflows'>,
): Promise<void> {
  const { items } = await ports.state.listOperations(operation.scope);
  for (const other of items) {
    if (other.status !== 'waiting' || other.id === operation.id || other.scope !== operation.scope) continue;
    const token = await ports.state.takeToken(`approval/${other.id}`);
    if (token) await ports.workflows.fail(token.taskToken, 'Superseded', `${operation.id} released something newer`);
  }
}
