import { own } from '../own.ts';
import type { PlannedParameter } from './plan.ts';

/** Undefined while it is not known. A list is a comma-separated string. */
export type KnownValue = boolean | string | undefined;

/** What is known of a template's surroundings before its stack is there. */
export interface KnownParts {
  readonly parameters: Readonly<Record<string, PlannedParameter>>;
  /** The template's section `Conditions`. */
  readonly conditions: Readonly<Record<string, unknown>>;
}

/**
 * The value of an expression of a template, as far as the parameters tell. What hangs on a value that is not known yet, or
 * on a function that is not here, is not known either. Pure.
 */
export function knownValue(expression: unknown, parts: KnownParts): KnownValue {
  if (typeof expression !== 'object' || expression === null) return String(expression);
  const [[name, argument] = ['', undefined]] = Object.entries(expression);
  if (name === 'Ref') return knownParameter(String(argument), parts);
  if (name === 'Condition') return knownCondition(String(argument), parts);
  if (name === 'Fn::Join') return joined(argument, parts);
  if (name === 'Fn::Sub') return substituted(argument, parts);
  const values = (Array.isArray(argument) ? argument : [argument]).map((each) => knownValue(each, parts));
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

/** Of CloudFormation's own parameters, such as the region, only those have a value that are given along. */
function knownParameter(name: string, { parameters }: KnownParts): KnownValue {
  const parameter = own(parameters, name);
  return parameter && 'value' in parameter ? parameter.value : undefined;
}

/** Without itself: conditions in a circle are CloudFormation's to refuse. */
function knownCondition(name: string, { parameters, conditions }: KnownParts): KnownValue {
  const { [name]: condition, ...others } = conditions;
  return condition === undefined ? undefined : knownValue(condition, { parameters, conditions: others });
}

function joined(argument: unknown, parts: KnownParts): KnownValue {
  const [delimiter, list] = Array.isArray(argument) ? argument : [];
  const values = (Array.isArray(list) ? list : [list]).map((each: unknown) => knownValue(each, parts));
  return values.includes(undefined) ? undefined : values.flatMap(items).join(String(delimiter));
}

/** A text without a map of variables of its own. */
function substituted(argument: unknown, parts: KnownParts): KnownValue {
  if (typeof argument !== 'string') return undefined;
  const names = [...argument.matchAll(/\$\{([\w:]+)\}/g)].map(([, name = '']) => name);
  const values = new Map(names.map((name) => [name, knownParameter(name, parts)]));
  if ([...values.values()].includes(undefined)) return undefined;
  return argument.replace(/\$\{([\w:]+)\}/g, (_, name: string) => String(values.get(name)));
}

function items(list: KnownValue): readonly string[] {
  return String(list).split(',');
}

/** One decisive value is enough; without one, all have to be known. */
function decided(values: readonly KnownValue[], decisive: boolean): KnownValue {
  if (values.includes(decisive)) return decisive;
  return values.includes(undefined) ? undefined : !decisive;
}
