import type { Catalogue } from '../catalogue/catalogue.ts';
import type { AvailableComponents } from '../catalogue/required-components.ts';
import { type Placed, substitutes } from '../catalogue/substitutes.ts';
import type { ScopeState, StackRecord } from '../entities.ts';
import { isMainComponent, type WantedComponent } from '../spec/wanted-components.ts';
import type { ParentInProgress, WantedStack } from './placement.ts';
import { isUsable } from './stack-record.ts';

/** What a plan is made from. */
export interface PlanContext {
  readonly catalogue: Catalogue;
  readonly wanted: readonly WantedStack[];
  /** The state of the scope itself. */
  readonly scopeState: ScopeState | undefined;
  readonly scopeStates: readonly ScopeState[];
  readonly parentsInProgress?: readonly ParentInProgress[];
  readonly allow: readonly string[];
}

/** The components that are wanted in the scope, those that it and its parents have and keep, and those that parents are about to get. */
export function plannedAvailability(context: PlanContext): AvailableComponents {
  const { catalogue, wanted, scopeStates, parentsInProgress = [] } = context;
  const wantedNames = new Set(wanted.map(({ component }) => component.name));
  const isCreated = (name: string) =>
    wantedNames.has(name) || parentsInProgress.some(({ components }) => components.has(name));
  const staying = scopeStates.flatMap((scopeState) => {
    const isOwn = scopeState.scope === context.scopeState?.scope;
    const others = Object.values(scopeState.stacks).filter(({ component }) => !isCreated(component));
    return others.filter((record) => isUsable(record) && !(isOwn && isRemoved(record, context)));
  });
  const stayingNames = new Set(staying.map(({ component }) => component));
  const placed = wanted.map(({ component, values }): Placed => ({ component, parameters: values }));
  const substitutesByName = new Map([
    ...substitutes(placedOf(staying, catalogue)),
    ...parentsInProgress.flatMap((other) => [...other.substitutes]),
    ...substitutes(placed),
  ]);
  const usesOf = new Map(wanted.map(({ component, uses }) => [component.name, uses]));
  return {
    has: (name) => isCreated(name) || stayingNames.has(name),
    substituteOf: (name) => substitutesByName.get(name) ?? name,
    uses: (name) => usesOf.get(name) ?? [],
  };
}

/** What recorded stacks require of each other. An application's main stack was bound to all its other stacks. */
export function recordedAvailability(records: readonly StackRecord[], catalogue: Catalogue): AvailableComponents {
  const names = new Set(records.map(({ component }) => component));
  const substitutesByName = substitutes(placedOf(records, catalogue));
  const providing = [...names].filter((name) => {
    const component = catalogue.component(name);
    return component?.layer === 'application' && component.provides !== undefined;
  });
  return {
    has: (name) => names.has(name),
    substituteOf: (name) => substitutesByName.get(name) ?? name,
    uses: (name) => (isMainComponent(name) ? providing : []),
  };
}

/** Whether the plan deletes a stack: its spec no longer names it, and it has no data or the request allows its deletion. */
export function isRemoved(
  { component, data, stackName }: StackRecord,
  { wanted, allow }: { readonly wanted: readonly WantedComponent[]; readonly allow: readonly string[] },
): boolean {
  const isWanted = wanted.some((stack) => stack.component.name === component);
  return !isWanted && (!data || allow.includes(stackName));
}

function placedOf(records: readonly StackRecord[], catalogue: Catalogue): readonly Placed[] {
  return records.flatMap(({ component: name, parameters }) => {
    const component = catalogue.component(name);
    return component ? [{ component, parameters }] : [];
  });
}
