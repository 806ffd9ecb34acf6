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
export async function askForScopes(session: Session, scopes: readonly ScopeSpec[]): Promise<readonly OperationView[]> {
  const accepted: OperationView[] = [];
  for (const wanted of scopes) accepted.push(await askFor(session, wanted, accepted));
  return accepted;
}

async function askFor(
  session: Session,
  { scope, spec }: ScopeSpec,
  earlier: readonly OperationView[],
): Promise<OperationView> {
  const ask = async () => (await session.client.request<OperationView>('PUT', `/${scope}`, { body: spec })).body;
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof Refusal) || !EARLY.includes(error.code ?? '') || earlier.length === 0) throw error;
    const ids = earlier.map(({ id }) => id);
    await followAll(ids, session);
    return ask();
  }
}
