import type { Component } from '../catalogue/component.ts';
import { templateRules } from '../catalogue/template-rules.ts';
import { PlinthError } from '../errors.ts';
import { jsonPointer } from '../field-errors.ts';
import { own } from '../own.ts';
import { applicationParameterPointers } from '../spec/application-parameters.ts';
import { knownValue } from './known-value.ts';
import type { PlannedParameter } from './plan.ts';

interface Asked {
  /** With the outputs that can be foreseen. */
  readonly parameters: Readonly<Record<string, PlannedParameter>>;
  /** What the spec says itself. */
  readonly values: Readonly<Record<string, string>>;
}

/**
 * Throws InvalidParameter, in the template's words, for parameters that a rule of the template does not allow together.
 * CloudFormation would refuse them too, after other stacks were made. What hangs on a value that is not known yet, or on
 * a function that is not here, is left to it. The pointer is that of the parameter for which the rule is asked, where the
 * spec gives it.
 */
export function assertRules(
  component: Pick<Component, 'name' | 'layer' | 'templateBody'>,
  { parameters, values }: Asked,
): void {
  const known = { parameters, conditions: {} };
  for (const { condition, assertions } of templateRules(component.templateBody)) {
    if (condition !== undefined && knownValue(condition, known) !== true) continue;
    const broken = assertions.find(({ holds }) => knownValue(holds, known) === false);
    if (!broken) continue;
    const culprit = referred(condition).find((name) => own(values, name) !== undefined);
    throw new PlinthError('InvalidParameter', `component \`${component.name}\`: ${broken.description}`, {
      fields: [{ pointer: pointerTo(component, culprit), message: broken.description }],
    });
  }
}

/** Parameters that an expression names. */
function referred(expression: unknown): readonly string[] {
  if (typeof expression !== 'object' || expression === null) return [];
  return Object.entries(expression).flatMap(([name, argument]) => {
    return name === 'Ref' ? [String(argument)] : referred(argument);
  });
}

function pointerTo({ name, layer }: Pick<Component, 'name' | 'layer'>, parameter: string | undefined): string {
  if (parameter === undefined) return jsonPointer(['components', name]);
  const ofApplication = layer === 'application' || layer === 'release';
  const typed = ofApplication ? own(applicationParameterPointers, parameter) : undefined;
  return typed ?? jsonPointer(['components', name, parameter]);
}
