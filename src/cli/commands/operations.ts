import { follow } from '../follow.ts';
import type { OperationView } from '../operation-view.ts';
import { progressTree } from '../progress-tree.ts';
import { scopePath } from '../scope-argument.ts';
import { finish, type Session, show } from '../session.ts';

/** The newest operations of one scope or of all scopes. */
export async function operations(session: Session, argument: string | undefined): Promise<void> {
  if (argument?.startsWith('op_')) return operationOf(session, argument);
  const query = { scope: argument === undefined ? undefined : scopePath(argument) };
  const { body } = await session.client.request<{ readonly items: readonly OperationView[] }>('GET', '/operations', {
    query,
  });
  show(session, body.items, () =>
    body.items.map(
      ({ id, kind, scope, status, createdAt }) => `${id}  ${createdAt}  ${status.padEnd(9)}  ${kind}  ${scope}`,
    ),
  );
}

async function operationOf(session: Session, id: string): Promise<void> {
  const { body } = await session.client.request<OperationView>('GET', `/operations/${encodeURIComponent(id)}`, {
    query: { resources: 'true' },
  });
  show(session, body, () => [
    ...progressTree(body, Date.now()),
    ...(body.error === null
      ? []
      : [`${body.error.message} (${body.error.code})`, ...(body.error.evidence ?? []).map((text) => `  | ${text}`)]),
  ]);
}

/** Follows an operation to its end. */
export async function watch(session: Session, id: string): Promise<void> {
  const operation = await follow(id, session);
  show(session, operation, () => [`${operation.scope}: ${operation.status}`]);
}

/** Cancels an operation. Finished stack changes remain. */
export async function cancel(session: Session, id: string): Promise<void> {
  const { body } = await session.client.request<OperationView>('POST', `/operations/${encodeURIComponent(id)}/cancel`, {
    body: {},
  });
  show(session, body, () => [body.done ? `${id} has ended: ${body.status}` : `${id} is being cancelled`]);
}

/** Brings back what is missing of a scope, and its traffic to what is recorded. */
export async function repair(session: Session, argument: string): Promise<void> {
  const { body } = await session.client.request<OperationView>('POST', `/${scopePath(argument)}/repair`, { body: {} });
  await finish(session, body);
}

/** Retires a scope. Data is retained, unless `data` is `delete` and `confirm` repeats the scope's name. */
export async function down(
  session: Session,
  argument: string,
  wanted: { readonly data?: string; readonly confirm?: string },
): Promise<void> {
  const { body } = await session.client.request<OperationView>('DELETE', `/${scopePath(argument)}`, {
    query: { ...wanted },
  });
  await finish(session, body);
}
