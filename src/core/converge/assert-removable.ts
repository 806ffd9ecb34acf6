import type { Catalogue } from '../catalogue/catalogue.ts';
import { substitutes } from '../catalogue/substitutes.ts';
import type { ScopeState, StackRecord } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { jsonPointer } from '../field-errors.ts';
import { own } from '../own.ts';
import { isRemoved } from '../plan/availability.ts';
import type { WantedStack } from '../plan/placement.ts';
import type { ConvergeContext } from './converge-context.ts';

/** What a spec changes in its own scope. */
export interface SpecChange {
  readonly scopeState: ScopeState | undefined;
  readonly wanted: readonly WantedStack[];
  readonly allow: readonly string[];
  readonly catalogue: Catalogue;
}

/**
 * Throws ScopeNotEmpty when a spec omits a component that an application in the scope uses, or that a child has built on: AWS
 * would refuse its deletion minutes later, or the application would stop answering. An optional component without data is
 * deleted if the request allows it by the stack's name.
 */
export function assertRemovable(
  { childUses, snapshot: { children } }: Pick<ConvergeContext, 'childUses' | 'snapshot'>,
  change: SpecChange,
): void {
  for (const record of Object.values(change.scopeState?.stacks ?? {})) {
    if (!isRemoved(record, change)) continue;
    const users = childUses.flatMap(({ scope, uses }) => (uses.includes(record.component) ? [scope] : []));
    if (users.length > 0)
      throw stillNeeded(
        record,
        users,
        'remove it from their `uses`, then release again until no live or standby release was made with it',
      );
    if (!record.data && change.allow.includes(record.stackName)) continue;
    const built = children.map(({ scope, stacks }) => ({ scope, on: builtOn(record, stacks, change.catalogue) }));
    const holders = built.filter(({ on }) => on.length > 0);
    if (holders.length === 0) continue;
    const remedy = record.data
      ? `remove ${quoted(holders.flatMap(({ on }) => on))} from each of them first`
      : `to remove it anyway, repeat the request with allow=${record.stackName}, then PUT each of them again`;
    const scopes = holders.map(({ scope }) => scope);
    throw stillNeeded(record, scopes, remedy);
  }
}

/** Stacks of a scope in this one that require a component, or took values from it as an optional requirement. */
function builtOn(leaving: StackRecord, stacks: ScopeState['stacks'], catalogue: Catalogue): readonly string[] {
  const itself = catalogue.component(leaving.component);
  const substituted = itself ? substitutes([{ component: itself, parameters: leaving.parameters }]) : new Map();
  const met = [leaving.component, ...substituted.keys()];
  const dependents = Object.values(stacks).filter(({ component: name, parameters }) => {
    const component = catalogue.component(name);
    if (component?.requires.some((required) => met.includes(required))) return true;
    if (!component?.optional.includes(leaving.component)) return false;
    return component.parameters.some(({ name: parameter, default: without }) => {
      const value = own(leaving.outputs, parameter);
      return value !== undefined && value !== without && own(parameters, parameter) === value;
    });
  });
  return dependents.map(({ component }) => component);
}

function quoted(names: readonly string[]): string {
  return [...new Set(names)].map((name) => `\`${name}\``).join(', ');
}

function stillNeeded({ component }: StackRecord, scopes: readonly string[], remedy: string): PlinthError {
  const message = `\`${component}\` is used by ${scopes.join(', ')}; ${remedy}`;
  return new PlinthError('ScopeNotEmpty', message, {
    fields: [{ pointer: jsonPointer(['components', component]), message }],
    extra: { scopes },
  });
}
