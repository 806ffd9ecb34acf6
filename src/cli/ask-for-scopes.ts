import { Refusal } from './cli-error.ts';
import { followAll } from './follow.ts';
import type { OperationView } from './operation-view.ts';
import type { ScopeSpec } from './plinth-file.ts';
import type { Session } from './session.ts';

/** What the API refuses only until the scopes around are there, or whoever changes them has ended. */
const EARLY = ['ParentNotReady', 'ScopeLocked'];

/**
 * Asks for scopes, those first that others stand in, and waits for none: Plinth itself keeps the order between their
 * stacks. Where it refuses because a scope around is not that far, the earlier operations are followed to their end first.
 */
export async function askForScopes(
  session: Session,
  scopes: readonly ScopeSpec[],
  allow: readonly string[] = [],
): Promise<readonly OperationView[]> {
  const accepted: OperationView[] = [];
  for (const wanted of scopes) {
    try {
      accepted.push(await askFor(session, { ...wanted, allow }, accepted));
    } catch (error) {
      throw error instanceof Refusal ? afterOthers(error, wanted, accepted) : error;
    }
  }
  return accepted;
}

/** Which scope was refused, and what goes on all the same: it was asked for before. */
function afterOthers(refusal: Refusal, { scope }: ScopeSpec, accepted: readonly OperationView[]): Refusal {
  const underWay = accepted.map((operation) => `plinth watch ${operation.id}    # ${operation.scope} is under way`);
  return refusal.at(scope, underWay);
}

async function askFor(
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
