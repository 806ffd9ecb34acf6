import type { Component, ComponentParameter } from '../catalogue/component.ts';
import type { StackRecord } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { jsonPointer } from '../field-errors.ts';
import { own } from '../own.ts';
import { bindingParameters } from './binding-parameters.ts';
import type { WantedStack } from './placement.ts';
import type { AwaitedStack, PlannedParameter, PlannedValue } from './plan.ts';
import { isUsable } from './stack-record.ts';

export interface Wiring {
  readonly wanted: WantedStack;
  /** All that it requires, nearest first. */
  readonly required: readonly Component[];
  /** The outputs of one of these that fill parameters. */
  readonly offered: (component: Component) => ReadonlySet<string>;
  /** True when this plan changes the component's stack, so that its outputs are not known yet. */
  readonly changes: (component: string) => boolean;
  readonly record: (component: string) => StackRecord | undefined;
  /** The same for stacks of other scopes that other operations are about to make or change. */
  readonly awaited: (component: string) => AwaitedStack | undefined;
}

type Filled = Readonly<Record<string, PlannedParameter>>;

/**
 * Fills every parameter of a stack, in this order: the spec; the platform, with what the stack is given by the
 * components it uses; the output of the same name of a required component; the template's default. Throws ParentNotReady
 * or MissingParameter, which name component and parameter.
 */
export function wireParameters(wiring: Wiring): Filled {
  const { wanted, required } = wiring;
  for (const component of required) assertReady(component, wiring);
  const providing = required.filter(({ name }) => wanted.uses.includes(name));
  const bindings = bindingParameters(wanted, providing, (source, name) => givenOutput(source, name, wiring));
  const platform = { ...wanted.placement.platform, ...bindings };
  const parameters = wanted.component.parameters;
  return Object.fromEntries(
    parameters.map((parameter) => [parameter.name, plannedParameter(parameter, platform, wiring)]),
  );
}

function assertReady(required: Component, { wanted, changes, record, awaited }: Wiring): void {
  const found = record(required.name);
  if (changes(required.name) || awaited(required.name) || (found && isUsable(found))) return;
  const needs = `\`${wanted.component.name}\` requires \`${required.name}\` of layer ${required.layer}`;
  const why = found ? `whose stack is ${found.status}` : 'which is not provisioned';
  const message = `${needs}, ${why}; provision that scope first`;
  const pointer = jsonPointer(['components', wanted.component.name]);
  throw new PlinthError('ParentNotReady', message, { fields: [{ pointer, message }] });
}

function plannedParameter(parameter: ComponentParameter, platform: Filled, wiring: Wiring): PlannedParameter {
  const { values, component } = wiring.wanted;
  const given = own(values, parameter.name);
  if (given !== undefined) return { value: given };
  const filled = own(platform, parameter.name) ?? requiredOutput(parameter.name, wiring);
  if (filled) return filled;
  if (parameter.default !== undefined) return { value: parameter.default };
  throw missingParameter(component.name, parameter);
}

function requiredOutput(name: string, wiring: Wiring): PlannedValue | undefined {
  for (const source of wiring.required) {
    const output = wiring.offered(source).has(name) ? outputOf(source, name, wiring) : undefined;
    if (output) return output;
  }
  return undefined;
}

/** Undefined for an output that the component does not have, or that its stack did not have when it last changed. */
function outputOf(source: Component, name: string, { changes, record, awaited }: Wiring): PlannedValue | undefined {
  if (!Object.hasOwn(source.outputs, name)) return undefined;
  if (changes(source.name)) return { from: { component: source.name, output: name } };
  const scope = awaited(source.name)?.scope;
  if (scope !== undefined) return { from: { component: source.name, output: name, scope } };
  const value = own(record(source.name)?.outputs ?? {}, name);
  return value === undefined ? undefined : { value };
}

/** A stack from before its template said what it gives has to be brought up to date first. */
function givenOutput(source: Component, name: string, wiring: Wiring): PlannedValue {
  const output = outputOf(source, name, wiring);
  if (output) return output;
  const message = `\`${source.name}\` has no output ${name} yet; provision its scope again, then this one`;
  throw new PlinthError('ParentNotReady', message);
}

function missingParameter(component: string, parameter: ComponentParameter): PlinthError {
  const { name, description } = parameter;
  const pointer = own(fields, name) ?? jsonPointer(['components', component, name]);
  const message = `component \`${component}\` requires a value for ${name}; set ${pointer}: ${description}`;
  return new PlinthError('MissingParameter', message, {
    fields: [{ pointer, message: `is missing; set it: ${description}` }],
  });
}

/** Where a spec says what the platform then fills in. */
const fields: Readonly<Record<string, string>> = { Domain: '/domain', Schedule: '/schedule', Owner: '/owner' };
