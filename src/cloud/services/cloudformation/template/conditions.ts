import { isObject } from '../../../kernel/json-object.ts';
import type { EvaluationScope } from './evaluation-scope.ts';
import { evaluate } from './intrinsics.ts';
import { intrinsicCall, type Template } from './template.ts';
import { formatError, templateError } from './template-error.ts';

const CONDITION_FUNCTIONS = new Set(['Fn::And', 'Fn::Or', 'Fn::Not', 'Fn::Equals', 'Condition', 'Fn::Contains']);

/** Answers whether a condition holds; each condition is evaluated once, at first use. */
export function conditionsOf(template: Template, scope: Omit<EvaluationScope, 'condition'>): (name: string) => boolean {
  const known = new Map<string, boolean>();
  const under = new Set<string>();
  const holds = (name: string): boolean => {
    const found = known.get(name);
    if (found !== undefined) return found;
    if (!Object.hasOwn(template.conditions, name)) {
      throw formatError(`Unresolved condition dependency ${name} in the Conditions block of the template`);
    }
    if (under.has(name)) throw formatError(`Found circular condition dependency between ${[...under].join(', ')}`);
    under.add(name);
    const result = evaluate(template.conditions[name], { ...scope, condition: holds }) === true;
    under.delete(name);
    known.set(name, result);
    return result;
  };
  return holds;
}

/** Throws unless each condition is a condition function that refers to parameters only. */
export function checkConditions(template: Template): void {
  for (const [name, condition] of Object.entries(template.conditions)) {
    const call = intrinsicCall(condition);
    if (call === undefined || !CONDITION_FUNCTIONS.has(call[0])) {
      throw formatError(`Conditions can only be boolean operations on parameters and other conditions [${name}]`);
    }
    if (mentionsResources(condition)) {
      throw templateError(`Fn::GetAtt cannot be used in the Conditions block: ${name}`);
    }
  }
}

function mentionsResources(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(mentionsResources);
  if (!isObject(value)) return false;
  return Object.entries(value).some(([key, member]) => key === 'Fn::GetAtt' || mentionsResources(member));
}
