import type { Catalogue } from '../catalogue/catalogue.ts';
import { substitutes } from '../catalogue/substitutes.ts';
import type { ScopeState } from '../entities.ts';
import type { ParentOperation } from '../plan/parent-operation.ts';
import type { ParentInProgress } from '../plan/placement.ts';
import type { Snapshot } from '../plan/snapshot.ts';
import type { ScopeSpec } from '../spec/scope-spec.ts';
import { wantedComponents } from '../spec/wanted-components.ts';
import { isRepository } from './repositories.ts';

export interface Parents {
  /** The scope's own state first, each without the stacks that an operation is about to delete. */
  readonly scopeStates: readonly ScopeState[];
  readonly parentsInProgress: readonly ParentInProgress[];
}

/** What a plan may build on. */
export function parentsOf(snapshot: Snapshot, catalogue: Catalogue): Parents {
  const parentsInProgress = snapshot.parentOperations.map((operation) => inProgress(operation, snapshot, catalogue));
  const scopeStates = [snapshot.application, snapshot.environment, snapshot.base]
    .filter((scopeState) => scopeState !== undefined)
    .map((scopeState) => withoutRemoved(scopeState, parentsInProgress));
  return { scopeStates, parentsInProgress };
}

/** A scope that is being provisioned, with the components that it is to have. */
function inProgress(
  { operationId, scope }: ParentOperation,
  snapshot: Snapshot,
  catalogue: Catalogue,
): ParentInProgress {
  const spec: ScopeSpec =
    scope === 'base'
      ? { layer: 'base', spec: snapshot.baseSpec }
      : { layer: 'environment', spec: snapshot.environmentSpec };
  const components = wantedComponents(spec, catalogue).filter((component) => !isRepository(component));
  return {
    operationId,
    scope,
    components: new Set(components.map(({ component }) => component.name)),
    substitutes: substitutes(components.map(({ component, values }) => ({ component, parameters: values }))),
  };
}

function withoutRemoved(scopeState: ScopeState, parentsInProgress: readonly ParentInProgress[]): ScopeState {
  const parent = parentsInProgress.find(({ scope }) => scope === scopeState.scope);
  if (!parent) return scopeState;
  const staying = Object.entries(scopeState.stacks).filter(([component]) => parent.components.has(component));
  return { ...scopeState, stacks: Object.fromEntries(staying) };
}
