import type { Operation } from '../entities.ts';
import type { Ports } from '../ports/index.ts';

/** An operation that needs the place of a release which waits for its approval ends that wait: a newer release, or the end of the application. */
export async function supersedeWaiting(operation: Operation, ports: Pick<Ports, 'state' | 'workflows'>): Promise<void> {
  const { items } = await ports.state.listOperations(operation.scope);
  for (const other of items) {
    if (other.status !== 'waiting' || other.id === operation.id || other.scope !== operation.scope) continue;
    const token = await ports.state.takeToken(`approval/${other.id}`);
    if (token) await ports.workflows.fail(token.taskToken, 'Superseded', `${operation.id} needs its place`);
  }
}
