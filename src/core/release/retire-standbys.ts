import type { ScopeState } from '../entities.ts';
import { acceptDue } from '../operation/accept-due.ts';
import { readableScopeStates } from '../plan/all-scope-states.ts';
import type { Ports } from '../ports/index.ts';
import { parseScope } from '../scope.ts';
import { ApplicationSpec } from '../spec/application-spec.ts';
import { secondsSince } from '../time.ts';

/**
 * Starts the operation `retire-standby` for every application whose standby was kept warm for `keepStandbySeconds`, and answers
 * their scopes. An application whose lock is held is left to the next sweep, and a frozen one as it is.
 */
export async function retireStandbys(ports: Ports): Promise<readonly string[]> {
  const retired: string[] = [];
  const refusals: unknown[] = [];
  for (const environment of await readableScopeStates('base', ports)) {
    for (const application of await readableScopeStates(environment.scope, ports)) {
      try {
        if (await retireStandby(application, ports)) retired.push(application.scope);
      } catch (error) {
        refusals.push(error);
      }
    }
  }
  // An application that cannot be read does not stop the others.
  if (refusals.length > 0) throw refusals[0];
  return retired;
}

async function retireStandby(scopeState: ScopeState, ports: Ports): Promise<boolean> {
  const { live } = scopeState;
  if (live?.previousRelease === undefined || scopeState.status === 'retired') return false;
  const record = await ports.state.readSpec(scopeState.scope);
  const { keepStandbySeconds } = ApplicationSpec.parse(record?.spec ?? {}).release;
  if (secondsSince(ports.time, live.since) < keepStandbySeconds) return false;
  const standby = await ports.state.readRelease(scopeState.scope, live.previousRelease);
  const scope = parseScope(scopeState.scope);
  if (standby?.status !== 'standby' || !scope) return false;
  if ((await ports.state.readAutomation(scopeState.scope))?.frozen) return false;
  // A failed operation is repeated once an hour, not at every sweep.
  const hours = Math.floor(secondsSince(ports.time, live.since) / 3600);
  const idempotencyKey = `retire-standby-${standby.number}-${live.since}-${hours}`;
  const request = { release: standby.number };
  const accept = {
    kind: 'retire-standby',
    scope,
    request,
    principal: 'plinth',
    trigger: 'schedule',
    idempotencyKey,
  } as const;
  return acceptDue(accept, ports);
}
