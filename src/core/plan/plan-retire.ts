import type { Catalogue } from '../catalogue/catalogue.ts';
import type { ScopeState } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { parseScope } from '../scope.ts';
import type { Placement } from './placement.ts';
import type { PlannedStack } from './plan.ts';
import { type Leaving, plannedDeletion } from './planned-deletion.ts';
import { withRequirements } from './with-requirements.ts';

export interface RetireRequestSnapshot {
  readonly catalogue: Catalogue;
  readonly placement: Placement;
  readonly scopeState: ScopeState | undefined;
  /** Scope states of the scopes inside: environments of the base, applications of an environment, releases of an application. */
  readonly children: readonly ScopeState[];
  /** The spec says so, and refuses. */
  readonly protected: boolean;
  readonly data: 'keep' | 'delete';
}

/**
 * The stacks to delete, in reverse of their requirements. Data stays, and so does everything it requires, unless
 * `data` is `delete`. Throws ScopeProtected, and ScopeNotEmpty while other scopes stand in this one. Pure.
 */
export function planRetire(snapshot: RetireRequestSnapshot): readonly PlannedStack[] {
  assertRetirable(snapshot);
  const stays = snapshot.data === 'delete' ? new Set<string>() : keptComponents(snapshot);
  const own = Object.values(snapshot.scopeState?.stacks ?? {}).map((record) => {
    return { record, stackKey: record.component, placement: snapshot.placement, goes: !stays.has(record.component) };
  });
  const stacks = [...own, ...releaseStacks(snapshot)];
  const confirmed = snapshot.data === 'delete' ? stacks.map(({ record }) => record.stackName) : [];
  return plannedDeletion({ catalogue: snapshot.catalogue, stacks, allow: confirmed });
}

function assertRetirable({ placement, children, data, ...snapshot }: RetireRequestSnapshot): void {
  if (snapshot.protected)
    throw new PlinthError('ScopeProtected', 'the scope is protected; set `protected` to false first');
  if (placement.scope.layer === 'application') return;
  const alive = children.filter((scopeState) => scopeState.status !== 'retired');
  if (alive.length > 0) throw notEmpty(alive, 'retire them first');
  const keeping = children.filter((scopeState) => Object.keys(scopeState.stacks).length > 0);
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
function keptComponents({ catalogue, scopeState, children }: RetireRequestSnapshot): ReadonlySet<string> {
  const sameAccountAndRegion = Object.values(scopeState?.stacks ?? {});
  const records = [...sameAccountAndRegion, ...children.flatMap((child) => Object.values(child.stacks))];
  return withRequirements(
    records.filter((record) => record.data),
    { records, catalogue },
  );
}

/** An application takes its releases with it. Several of them share a component, so their keys carry the number. */
function releaseStacks({ placement, children }: RetireRequestSnapshot): readonly Leaving[] {
  if (placement.scope.layer !== 'application') return [];
  return children.flatMap((scopeState) => {
    const scope = parseScope(scopeState.scope);
    if (scope?.layer !== 'release') return [];
    return Object.values(scopeState.stacks).map((record) => {
      return {
        record,
        stackKey: `${record.component}-${scope.release}`,
        placement: { ...placement, scope },
        goes: true,
      };
    });
  });
}
