import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Component, ComponentParameter } from '../catalogue/component.ts';
import { parameterValue } from '../catalogue/parameter-value.ts';
import { settableParameters } from '../catalogue/settable-parameters.ts';
import { PlinthError } from '../errors.ts';
import { jsonPointer } from '../field-errors.ts';
import { own } from '../own.ts';
import { applicationParameterPointers } from './application-parameters.ts';
import { cidrProblem } from './cidr.ts';
import { pairProblems } from './pair-problems.ts';
import { scheduleProblem } from './schedule-problem.ts';
import type { Components } from './texts.ts';

/**
 * What a spec says about one component, as CloudFormation's text values. Throws InvalidParameter with a pointer such as
 * `/components/network/Cidr`.
 */
export function componentValues(
  component: Component,
  components: Components,
  catalogue: Catalogue,
): Readonly<Record<string, string>> {
  const given = own(components, component.name) ?? {};
  const settable = settableParameters(component, catalogue);
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    const refuse = (problem: string) => invalidParameter(component.name, name, problem);
    const parameter = settable.find((candidate) => candidate.name === name);
    if (!parameter)
      throw refuse(
        whyNotSettable(
          component,
          name,
          settable.map((known) => known.name),
        ),
      );
    const typed = own(applicationParameterPointers, name);
    if (typed !== undefined && (component.layer === 'application' || component.layer === 'release'))
      throw refuse(`set it at ${typed} instead`);
    const read = parameterValue(parameter, value);
    if (!read.ok) throw refuse(read.problem);
    const problem = name === 'Cidr' ? cidrProblem(read.value) : whenProblem(parameter, read.value);
    if (problem) throw refuse(problem);
    values[name] = read.value;
  }
  for (const [name, problem] of pairProblems(component, values)) throw invalidParameter(component.name, name, problem);
  return values;
}

/** A pattern that speaks of cron is too coarse for what EventBridge takes. */
function whenProblem({ allowedPattern = '' }: ComponentParameter, value: string): string | undefined {
  const isSchedule = allowedPattern.includes('cron') && /^(cron|rate)\(/.test(value);
  return isSchedule ? scheduleProblem(value) : undefined;
}

function invalidParameter(component: string, parameter: string, problem: string): PlinthError {
  const pointer = jsonPointer(['components', component, parameter]);
  return new PlinthError('InvalidParameter', `parameter ${parameter} of component \`${component}\`: ${problem}`, {
    fields: [{ pointer, message: problem }],
  });
}

function whyNotSettable(component: Component, name: string, settable: readonly string[]): string {
  const declared = component.parameters.some((parameter) => parameter.name === name);
  if (declared) return 'is set by the platform; remove it';
  return settable.length === 0
    ? 'the component has no parameters; remove it'
    : `unknown parameter; use one of ${settable.join(', ')}`;
}
