import type { ScopeState } from '../entities.ts';
import { acceptDue } from '../operation/accept-due.ts';
import { readableScopeStates } from '../plan/all-scope-states.ts';
import type { Ports } from '../ports/index.ts';
import { parseScope } from '../scope.ts';
import { EnvironmentSpec } from '../spec/environment-spec.ts';
import { secondsSince } from '../time.ts';

/**
 * Starts the retirement of each expired scope: an environment's applications first, the environment once they are retired.
 * Data stacks are kept. Answers the scopes. One whose lock is held is left to the next sweep.
 */
export async function retireExpired(ports: Ports): Promise<readonly string[]> {
  const retired: string[] = [];
  for (const environment of await readableScopeStates('base', ports)) {
    const expires = await expiryOf(environment, ports);
    if (expires === undefined || secondsSince(ports.time, expires) < 0) continue;
    const applications = (await readableScopeStates(environment.scope, ports)).filter(
      ({ status }) => status !== 'retired',
    );
    const next = applications.length > 0 ? applications : [environment];
    for (const scopeState of next) if (await retire(scopeState, expires, ports)) retired.push(scopeState.scope);
  }
  return retired;
}

async function expiryOf({ scope, status }: ScopeState, ports: Pick<Ports, 'state'>): Promise<string | undefined> {
  if (status === 'retired') return undefined;
  const record = await ports.state.readSpec(scope);
  return EnvironmentSpec.safeParse(record?.spec ?? {}).data?.expires;
}

async function retire(scopeState: ScopeState, expires: string, ports: Ports): Promise<boolean> {
  const scope = parseScope(scopeState.scope);
  if (!scope) return false;
  // What failed is tried again, but not at every sweep.
  const hours = Math.floor(secondsSince(ports.time, expires) / 3600);
  return acceptDue(
    {
      kind: 'retire',
      scope,
      request: { data: 'keep' },
      principal: 'plinth',
      trigger: 'schedule',
      idempotencyKey: `expired-${expires}-${hours}`,
    },
    ports,
  );
}
