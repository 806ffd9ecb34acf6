import type { Component } from '../catalogue/component.ts';
import { templateRules } from '../catalogue/template-rules.ts';
import { PlinthError } from '../errors.ts';
import { own } from '../own.ts';
import { jsonPointer } from '../spec/field-errors.ts';
import type { PlannedParameter } from './plan.ts';

type Parameters = Readonly<Record<string, PlannedParameter>>;

/**
 * Throws InvalidParameter, in the template's words, for parameters that a rule of the template does not allow together.
 * CloudFormation would refuse them too, after other stacks were made. What hangs on a value that is not known yet, or on
 * a function that is not here, is left to it.
 */
export function checkRules(
  { name, templateBody }: Pick<Component, 'name' | 'templateBody'>,
  parameters: Parameters,
): void {
  const broken = templateRules(templateBody)
    .filter(({ condition }) => condition === undefined || evaluate(condition, parameters) === true)
    .flatMap(({ assertions }) => assertions)
    .find(({ holds }) => evaluate(holds, parameters) === false);
  if (!broken) return;
  const message = `component \`${name}\`: ${broken.description}`;
  throw new PlinthError('InvalidParameter', message, {
    fields: [{ pointer: jsonPointer(['components', name]), message: broken.description }],
  });
}

/** Undefined: nobody knows yet. */
type Known = boolean | string | undefined;

function evaluate(expression: unknown, parameters: Parameters): Known {
  if (typeof expression !== 'object' || expression === null) return String(expression);
  const [[name, argument] = ['', undefined]] = Object.entries(expression);
  if (name === 'Ref') return knownValue(String(argument), parameters);
  const values = (Array.isArray(argument) ? argument : [argument]).map((each) => evaluate(each, parameters));
  switch (name) {
    case 'Fn::Equals':
      return values.includes(undefined) ? undefined : values[0] === values[1];
    case 'Fn::Not':
      return typeof values[0] === 'boolean' ? !values[0] : undefined;
    case 'Fn::And':
      return decided(values, false);
    case 'Fn::Or':
      return decided(values, true);
    case 'Fn::EachMemberEquals':
      return values.includes(undefined) ? undefined : items(values[0]).every((item) => item === values[1]);
    default:
      return undefined;
  }
}

/** A list parameter's value is text with commas. */
function items(list: Known): readonly string[] {
  return String(list).split(',');
}

/** One decisive value is enough; without one, all have to be known. */
function decided(values: readonly Known[], decisive: boolean): Known {
  if (values.includes(decisive)) return decisive;
  return values.includes(undefined) ? undefined : !decisive;
}

/** CloudFormation's own parameters, such as the region, have no value here. */
function knownValue(name: string, parameters: Parameters): Known {
  const parameter = own(parameters, name);
  return parameter && 'value' in parameter ? parameter.value : undefined;
}
