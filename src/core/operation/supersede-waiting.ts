import type { Operation } from '../entities.ts';
import type { Ports } from '../ports/index.ts';

/**
 * An operation that needs the place of a release which waits for its approval ends that wait: a newer release, or the end
 * of the application. The token goes last: a function that died in between answers again.
 */
export async function supersedeWaiting(
  operation: Operation,
  ports: Pick<Ports, 'state' | 'workflows' | 'log'>,
): Promise<void> {
  for (const { id, scope } of await ports.state.listOpenOperations()) {
    if (scope !== operation.scope || id === operation.id) continue;
    const key = `approval/${id}`;
    const isWaiting = (await ports.state.readOperation(id))?.status === 'waiting';
    const token = isWaiting ? await ports.state.readToken(key) : undefined;
    if (!token) continue;
    await ports.workflows.fail(token.taskToken, 'Superseded', `superseded by operation ${operation.id}`);
    await ports.state.takeToken(key);
    ports.log.info(`superseded by operation ${operation.id}`, { scope, operationId: id });
  }
}
