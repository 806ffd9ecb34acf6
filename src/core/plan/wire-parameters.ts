import type { Component, ComponentParameter } from '../catalogue/component.ts';
import type { StackRecord } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { own } from '../own.ts';
import { jsonPointer } from '../spec/field-errors.ts';
import type { WantedStack } from './place.ts';
import type { AwaitedStack, PlannedParameter } from './plan.ts';
import { isUsable } from './stack-record.ts';

export interface Wiring {
  readonly wanted: WantedStack;
  /** All that it requires, nearest first. */
  readonly required: readonly Component[];
  /** True when this plan changes the component's stack, so that its outputs are not known yet. */
  readonly changes: (component: string) => boolean;
  readonly record: (component: string) => StackRecord | undefined;
  /** The same for stacks of other scopes that other operations are about to make or change. */
  readonly awaited: (component: string) => AwaitedStack | undefined;
}

/**
 * Fills every parameter of a stack, in this order: the spec; the platform; the output of the same name of a required
 * component; the template's default. Throws ParentNotReady or MissingParameter, which name component and parameter.
 */
export function wireParameters(wiring: Wiring): Readonly<Record<string, PlannedParameter>> {
  for (const required of wiring.required) refuseUnready(required, wiring);
  const parameters = wiring.wanted.component.parameters;
  return Object.fromEntries(parameters.map((parameter) => [parameter.name, plannedParameter(parameter, wiring)]));
}

function refuseUnready(required: Component, { wanted, changes, record, awaited }: Wiring): void {
  const found = record(required.name);
  if (changes(required.name) || awaited(required.name) || (found && isUsable(found))) return;
  const needs = `\`${wanted.component.name}\` needs \`${required.name}\` of layer ${required.layer}`;
  const why = found ? `whose stack is ${found.status}` : 'which is not there';
  throw new PlinthError('ParentNotReady', `${needs}, ${why}; provision that scope first`);
}

function plannedParameter(parameter: ComponentParameter, wiring: Wiring): PlannedParameter {
  const { values, place, component } = wiring.wanted;
  const given = own(values, parameter.name);
  if (given !== undefined) return { value: given };
  const platform = own(place.platform, parameter.name);
  if (platform) return platform;
  const output = plannedOutput(parameter.name, wiring);
  if (output) return output;
  if (parameter.default !== undefined) return { value: parameter.default };
  throw missingParameter(component.name, parameter);
}

function plannedOutput(name: string, { required, changes, record, awaited }: Wiring): PlannedParameter | undefined {
  for (const source of required) {
    if (!Object.hasOwn(source.outputs, name)) continue;
    if (changes(source.name)) return { from: { component: source.name, output: name } };
    const scope = awaited(source.name)?.scope;
    if (scope !== undefined) return { from: { component: source.name, output: name, scope } };
    const value = own(record(source.name)?.outputs ?? {}, name);
    if (value !== undefined) return { value };
  }
  return undefined;
}

function missingParameter(component: string, parameter: ComponentParameter): PlinthError {
  const message = `component \`${component}\` needs a value for ${parameter.name}: ${parameter.description}`;
  const pointer = jsonPointer(['components', component, parameter.name]);
  return new PlinthError('MissingParameter', message, { fields: [{ pointer, message: parameter.description }] });
}
