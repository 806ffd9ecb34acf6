import type { Catalogue } from '../catalogue/catalogue.ts';
import type { ScopeState } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { keyInBase, parseScope, type Scope } from '../scope.ts';
import type { Placement } from './placement.ts';
import type { PlannedStack } from './plan.ts';
import { plannedDeletion, type RecordedStack } from './planned-deletion.ts';
import { withRequirements } from './with-requirements.ts';

export interface RetirementInput {
  readonly catalogue: Catalogue;
  readonly placement: Placement;
  readonly scopeState: ScopeState | undefined;
  /** States of the scopes in this one: environments of the base, applications of an environment, releases of an application. */
  readonly children: readonly ScopeState[];
  /** States of the image repositories, which the base's retirement takes along. */
  readonly repositories: readonly ScopeState[];
  /** The spec says so, and refuses. */
  readonly protected: boolean;
  readonly data: 'keep' | 'delete';
}

/**
 * The stacks to delete, in reverse of their requirements. Stacks with data are kept with all that they require, unless
 * `data` is `delete`. Throws ScopeProtected, and ScopeNotEmpty while the scope has others in it. Pure.
 */
export function planRetire(retirement: RetirementInput): readonly PlannedStack[] {
  assertRetirable(retirement);
  const kept = retirement.data === 'delete' ? new Set<string>() : keptComponents(retirement);
  const own = Object.values(retirement.scopeState?.stacks ?? {}).map((record) => {
    return {
      record,
      stackKey: record.component,
      placement: retirement.placement,
      isDeleted: !kept.has(record.component),
    };
  });
  const stacks = [...own, ...repositoryStacks(retirement, kept), ...releaseStacks(retirement)];
  const confirmed = retirement.data === 'delete' ? stacks.map(({ record }) => record.stackName) : [];
  return plannedDeletion({ catalogue: retirement.catalogue, stacks, allow: confirmed });
}

function assertRetirable({ placement, children, data, ...retirement }: RetirementInput): void {
  if (retirement.protected)
    throw new PlinthError('ScopeProtected', 'the scope is protected; set `protected` to false first');
  if (placement.scope.layer === 'application') return;
  const active = children.filter((scopeState) => scopeState.status !== 'retired');
  if (active.length > 0) throw notEmpty(active, 'retire them first');
  const keeping = children.filter((scopeState) => Object.keys(scopeState.stacks).length > 0);
  if (data === 'delete' && keeping.length > 0) {
    throw notEmpty(keeping, 'they were retired but keep data; retire them with data=delete first');
  }
}

function notEmpty(scopeStates: readonly ScopeState[], what: string): PlinthError {
  const scopes = scopeStates.map((scopeState) => scopeState.scope);
  return new PlinthError('ScopeNotEmpty', `${scopes.join(', ')} are still in this scope; ${what}`, {
    extra: { scopes },
  });
}

/** Components with data, of this scope and of retired ones in it, with all that they require. */
function keptComponents({ catalogue, scopeState, children, ...others }: RetirementInput): ReadonlySet<string> {
  const own = Object.values(scopeState?.stacks ?? {});
  const beside = placedIn('repository', others.repositories).map(({ record }) => record);
  const records = [...own, ...beside, ...children.flatMap((child) => Object.values(child.stacks))];
  return withRequirements(
    records.filter((record) => record.data),
    { records, catalogue },
  );
}

/** Those of a base; an application's repository stays for applications of its name in other environments. */
function repositoryStacks(retirement: RetirementInput, kept: ReadonlySet<string>): readonly RecordedStack[] {
  const { placement, repositories } = retirement;
  if (placement.scope.layer !== 'base') return [];
  return placedIn('repository', repositories).map(({ record, scope }) => ({
    record,
    stackKey: keyInBase(scope, record.component),
    placement: { ...placement, scope },
    isDeleted: !kept.has(record.component),
  }));
}

/** An application takes its releases with it. Several of them share a component, so their keys carry the number. */
function releaseStacks({ placement, children }: RetirementInput): readonly RecordedStack[] {
  if (placement.scope.layer !== 'application') return [];
  return placedIn('release', children).map(({ record, scope }) => ({
    record,
    stackKey: `${record.component}-${scope.release}`,
    placement: { ...placement, scope },
    isDeleted: true,
  }));
}

function placedIn<L extends Scope['layer']>(layer: L, scopeStates: readonly ScopeState[]) {
  return scopeStates.flatMap((scopeState) => {
    const scope = parseScope(scopeState.scope);
    if (scope?.layer !== layer) return [];
    const placed = scope as Extract<Scope, { layer: L }>;
    return Object.values(scopeState.stacks).map((record) => ({ record, scope: placed }));
  });
}
