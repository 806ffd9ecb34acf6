import { Refusal } from './cli-error.ts';
import { followAll } from './follow.ts';
import type { OperationView } from './operation-view.ts';
import type { ScopeSpec } from './plinth-file.ts';
import type { Session } from './session.ts';

/** Errors of a request that came too early: it succeeds once the parent scope is provisioned, or its lock is free. */
const EARLY = ['ParentNotReady', 'ScopeLocked'];

/**
 * Requests all scopes, parents before children, without waiting: Plinth orders their stacks. If the API refuses a scope because
 * its parent is not ready, the client follows the earlier operations to their end and repeats the request.
 */
export async function requestScopes(
  session: Session,
  scopes: readonly ScopeSpec[],
  allow: readonly string[] = [],
): Promise<readonly OperationView[]> {
  const accepted: OperationView[] = [];
  for (const wanted of scopes) {
    try {
      accepted.push(await requestScope(session, { ...wanted, allow }, accepted));
    } catch (error) {
      throw error instanceof Refusal ? afterOthers(error, wanted, accepted) : error;
    }
  }
  return accepted;
}

/** The refusal with its scope, and with the earlier operations, which continue. */
function afterOthers(refusal: Refusal, { scope }: ScopeSpec, accepted: readonly OperationView[]): Refusal {
  const underWay = accepted.map((operation) => `plinth watch ${operation.id}    # ${operation.scope} is in progress`);
  return refusal.at(scope, underWay);
}

async function requestScope(
  session: Session,
  { scope, spec, allow }: ScopeSpec & { readonly allow: readonly string[] },
  earlier: readonly OperationView[],
): Promise<OperationView> {
  const request = { body: spec, query: { allow: allow.length === 0 ? undefined : allow.join(',') } };
  const ask = async () => (await session.client.request<OperationView>('PUT', `/${scope}`, request)).body;
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof Refusal) || !EARLY.includes(error.code ?? '') || earlier.length === 0) throw error;
    const ids = earlier.map(({ id }) => id);
    await followAll(ids, session);
    return ask();
  }
}
