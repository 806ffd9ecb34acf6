import type { Catalogue } from '../catalogue/catalogue.ts';
import type { ScopeState } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { parseScope } from '../scope.ts';
import type { Place } from './place.ts';
import type { PlannedStack } from './plan.ts';
import { type Leaving, plannedDeletion } from './planned-deletion.ts';
import { withRequirements } from './with-requirements.ts';

export interface RetireFacts {
  readonly catalogue: Catalogue;
  readonly place: Place;
  readonly scopeState: ScopeState | undefined;
  /** Scope states of the scopes inside: environments of the base, applications of an environment, releases of an application. */
  readonly inside: readonly ScopeState[];
  /** The spec says so, and refuses. */
  readonly protected: boolean;
  readonly data: 'keep' | 'delete';
}

/**
 * The stacks to delete, in reverse of their requirements. Data stays, and so does everything it requires, unless
 * `data` is `delete`. Throws ScopeProtected, and ScopeNotEmpty while other scopes stand in this one. Pure.
 */
export function planRetire(facts: RetireFacts): readonly PlannedStack[] {
  refuseRetiring(facts);
  const stays = facts.data === 'delete' ? new Set<string>() : keptComponents(facts);
  const own = Object.values(facts.scopeState?.stacks ?? {}).map((record) => {
    return { record, key: record.component, place: facts.place, goes: !stays.has(record.component) };
  });
  const stacks = [...own, ...releaseStacks(facts)];
  const confirmed = facts.data === 'delete' ? stacks.map(({ record }) => record.stackName) : [];
  return plannedDeletion({ catalogue: facts.catalogue, stacks, allow: confirmed });
}

function refuseRetiring({ place, inside, data, ...facts }: RetireFacts): void {
  if (facts.protected)
    throw new PlinthError('ScopeProtected', 'the scope is protected; set `protected` to false first');
  if (place.scope.layer === 'application') return;
  const alive = inside.filter((scopeState) => scopeState.status !== 'retired');
  if (alive.length > 0) throw notEmpty(alive, 'retire them first');
  const keeping = inside.filter((scopeState) => Object.keys(scopeState.stacks).length > 0);
  if (data === 'delete' && keeping.length > 0) {
    throw notEmpty(keeping, 'they were retired but keep data; retire them with data=delete first');
  }
}

function notEmpty(scopeStates: readonly ScopeState[], what: string): PlinthError {
  const scopes = scopeStates.map((scopeState) => scopeState.scope);
  return new PlinthError('ScopeNotEmpty', `${scopes.join(', ')} still stand in this scope: ${what}`, {
    extra: { scopes },
  });
}

/** Data, here and in what was retired inside, with all that it requires. */
function keptComponents({ catalogue, scopeState, inside }: RetireFacts): ReadonlySet<string> {
  const here = Object.values(scopeState?.stacks ?? {});
  const records = [...here, ...inside.flatMap((child) => Object.values(child.stacks))];
  return withRequirements(
    records.filter((record) => record.data),
    { records, catalogue },
  );
}

/** An application takes its releases with it. Several of them share a component, so their keys carry the number. */
function releaseStacks({ place, inside }: RetireFacts): readonly Leaving[] {
  if (place.scope.layer !== 'application') return [];
  return inside.flatMap((scopeState) => {
    const scope = parseScope(scopeState.scope);
    if (scope?.layer !== 'release') return [];
    return Object.values(scopeState.stacks).map((record) => {
      return { record, key: `${record.component}-${scope.release}`, place: { ...place, scope }, goes: true };
    });
  });
}
