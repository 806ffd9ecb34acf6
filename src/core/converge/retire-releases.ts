import type { Operation, Release, ScopeState } from '../entities.ts';
import { updateHeldState } from '../operation/operation-lock.ts';
import { allScopeStates } from '../plan/all-scope-states.ts';
import type { Ports } from '../ports/index.ts';
import { parseScope } from '../scope.ts';
import { timestamp } from '../time.ts';

/** An application that is retired takes its releases with it. Other scopes have none. */
export async function retireReleases(operation: Operation, ports: Pick<Ports, 'state' | 'time'>): Promise<void> {
  if (parseScope(operation.scope)?.layer !== 'application') return;
  for (const scopeState of await allScopeStates(operation.scope, ports))
    await retireRelease(operation, scopeState, ports);
}

/** Of the others it stays on record how they ended. */
const SERVING: ReadonlySet<Release['status']> = new Set(['placed', 'live', 'standby']);

async function retireRelease(
  operation: Operation,
  scopeState: ScopeState,
  ports: Pick<Ports, 'state' | 'time'>,
): Promise<void> {
  const scope = parseScope(scopeState.scope);
  if (scope?.layer !== 'release') return;
  const release = await ports.state.readRelease(operation.scope, scope.release);
  if (release && SERVING.has(release.status)) {
    await ports.state.updateRelease(operation.scope, scope.release, (now) => ({ ...now, status: 'retired' }));
  }
  if (scopeState.status === 'retired') return;
  const updatedAt = timestamp(ports.time);
  const decide = (now: ScopeState): ScopeState => ({ ...now, status: 'retired', updatedAt });
  await updateHeldState(operation, { scope: scopeState.scope, decide }, ports);
}
