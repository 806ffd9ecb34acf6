import type { Component } from '../catalogue/component.ts';
import { own } from '../own.ts';
import type { PlannedParameter } from './plan.ts';

type Parameters = Readonly<Record<string, PlannedParameter>>;

/**
 * The parameters of a stack, where an output of a stack of the same plan is as good as known when it only echoes a
 * parameter of that stack. For checks: what is sent is the output.
 */
export function foreseenParameters(
  parameters: Parameters,
  required: readonly Component[],
  planned: ReadonlyMap<string, Parameters>,
): Parameters {
  const foreseen = (parameter: PlannedParameter): PlannedParameter => {
    if (!('from' in parameter) || parameter.from.scope !== undefined) return parameter;
    const { component, output } = parameter.from;
    const echoes = required.find(({ name }) => name === component)?.echoes ?? {};
    return own(planned.get(component) ?? {}, own(echoes, output) ?? '') ?? parameter;
  };
  return Object.fromEntries(Object.entries(parameters).map(([name, parameter]) => [name, foreseen(parameter)]));
}
