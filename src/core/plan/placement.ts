import type { Catalogue } from '../catalogue/catalogue.ts';
import { type AvailableComponents, requiredComponents } from '../catalogue/required-components.ts';
import type { ScopeState, StackRecord } from '../entities.ts';
import { own } from '../own.ts';
import type { Target } from '../ports/index.ts';
import type { Scope } from '../scope.ts';
import type { Mode } from '../spec/texts.ts';
import type { WantedComponent } from '../spec/wanted-components.ts';
import type { AwaitedStack, PlannedParameter } from './plan.ts';

/** What all stacks of one scope have in common. */
export interface Placement {
  readonly scope: Scope;
  readonly target: Target;
  /** The platform's parameters, as far as they are known in this scope. */
  readonly platform: Readonly<Record<string, PlannedParameter>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly mode: Mode;
}

/** A stack that is to be there. */
export interface WantedStack extends WantedComponent {
  readonly placement: Placement;
  /** Where several stacks of the plan are of one component. Absent: the component's name. */
  readonly stackKey?: string;
  /** The states in which its record is looked for. Absent: those of the scope and its parents. */
  readonly recordedIn?: readonly ScopeState[];
}

/** An operation that provisions a parent right now, and the components that the parent will have. */
export interface ParentInProgress {
  readonly operationId: string;
  readonly scope: string;
  readonly components: ReadonlySet<string>;
  /** Those among them that stand in for another one, by its name. */
  readonly substitutes: ReadonlyMap<string, string>;
}

/** The operation that provisions a component's stack, or may still change it; undefined when there is none. */
export function awaitedStack(
  parentsInProgress: readonly ParentInProgress[],
  component: string,
): AwaitedStack | undefined {
  const context = parentsInProgress.find(({ components }) => components.has(component));
  return context && { operationId: context.operationId, scope: context.scope, component };
}

/** The record of a component's stack, in the first of these scope states that has one. */
export function findRecord(scopeStates: readonly ScopeState[], component: string): StackRecord | undefined {
  return scopeStates.flatMap((scopeState) => own(scopeState.stacks, component) ?? [])[0];
}

/**
 * An output of a component, or of its substitute: two components of the catalogue have an output of the same name only if one
 * substitutes for the other. Undefined when no component has the output.
 */
export function findOutput(scopeStates: readonly ScopeState[], component: string, output: string): string | undefined {
  const records = scopeStates.flatMap((scopeState) => Object.values(scopeState.stacks));
  const values = records.map(({ outputs }) => own(outputs, output));
  const itself = own(findRecord(scopeStates, component)?.outputs ?? {}, output);
  return itself ?? values.find((value) => value !== undefined && value !== 'none');
}

/** Names of all direct and indirect requirements of a component; undefined for one that has left the catalogue. */
export function requirementNames(
  component: string,
  catalogue: Catalogue,
  available: AvailableComponents,
): ReadonlySet<string> | undefined {
  const found = catalogue.component(component);
  return found && new Set(requiredComponents(found, catalogue, available).map((required) => required.name));
}
