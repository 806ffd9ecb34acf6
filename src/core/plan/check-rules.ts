import type { Component } from '../catalogue/component.ts';
import { templateRules } from '../catalogue/template-rules.ts';
import { PlinthError } from '../errors.ts';
import { jsonPointer } from '../spec/field-errors.ts';
import { knownValue } from './known-value.ts';
import type { PlannedParameter } from './plan.ts';

/**
 * Throws InvalidParameter, in the template's words, for parameters that a rule of the template does not allow together.
 * CloudFormation would refuse them too, after other stacks were made. What hangs on a value that is not known yet, or on
 * a function that is not here, is left to it.
 */
export function checkRules(
  { name, templateBody }: Pick<Component, 'name' | 'templateBody'>,
  parameters: Readonly<Record<string, PlannedParameter>>,
): void {
  const known = { parameters, conditions: {} };
  const broken = templateRules(templateBody)
    .filter(({ condition }) => condition === undefined || knownValue(condition, known) === true)
    .flatMap(({ assertions }) => assertions)
    .find(({ holds }) => knownValue(holds, known) === false);
  if (!broken) return;
  const message = `component \`${name}\`: ${broken.description}`;
  throw new PlinthError('InvalidParameter', message, {
    fields: [{ pointer: jsonPointer(['components', name]), message: broken.description }],
  });
}
