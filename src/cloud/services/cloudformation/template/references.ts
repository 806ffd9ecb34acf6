import { isObject } from '../../../kernel/json-object.ts';
import { splitAtFirstDot } from './parse-body.ts';
import { intrinsicCall } from './template.ts';

/** A reference to a parameter or resource inside a template value. */
export interface Reference {
  readonly kind: 'Ref' | 'GetAtt' | 'Condition';
  readonly name: string;
  readonly attribute?: string;
}

/**
 * Every `Ref`, `Fn::GetAtt`, `${...}` and condition in a value, in order. `isTaken` answers which branch of a
 * condition counts; without it both do.
 */
export function referencesOf(value: unknown, isTaken?: (condition: string) => boolean): Reference[] {
  const found: Reference[] = [];
  collect(value, isTaken, found);
  return found;
}

function collect(value: unknown, isTaken: ((condition: string) => boolean) | undefined, found: Reference[]): void {
  const call = intrinsicCall(value);
  if (call === undefined) {
    if (typeof value !== 'object' || value === null) return;
    for (const member of Object.values(value)) collect(member, isTaken, found);
    return;
  }
  const [name, argument] = call;
  if (name === 'Ref' && typeof argument === 'string') found.push({ kind: 'Ref', name: argument });
  else if (name === 'Condition' && typeof argument === 'string') found.push({ kind: 'Condition', name: argument });
  else if (name === 'Fn::GetAtt') collectGetAtt(argument, isTaken, found);
  else if (name === 'Fn::Sub') collectSub(argument, isTaken, found);
  else if (name === 'Fn::If' && Array.isArray(argument)) collectIf(argument, isTaken, found);
  else collect(argument, isTaken, found);
}

function collectGetAtt(argument: unknown, isTaken: Parameters<typeof collect>[1], found: Reference[]): void {
  const path = typeof argument === 'string' ? splitAtFirstDot(argument) : argument;
  if (!Array.isArray(path) || typeof path[0] !== 'string') {
    collect(argument, isTaken, found);
    return;
  }
  const attribute = path[1];
  found.push({
    kind: 'GetAtt',
    name: path[0],
    ...(typeof attribute === 'string' ? { attribute: path.slice(1).join('.') } : {}),
  });
  collect(path.slice(1), isTaken, found);
}

function collectSub(argument: unknown, isTaken: Parameters<typeof collect>[1], found: Reference[]): void {
  const [text, variables] = Array.isArray(argument) ? argument : [argument, undefined];
  const own = isObject(variables) ? variables : {};
  if (typeof text === 'string') {
    for (const name of placeholdersOf(text)) {
      if (Object.hasOwn(own, name)) continue;
      const [resource, attribute] = splitAtFirstDot(name);
      if (attribute === undefined) found.push({ kind: 'Ref', name });
      else found.push({ kind: 'GetAtt', name: resource!, attribute });
    }
  }
  collect(own, isTaken, found);
}

function collectIf(argument: readonly unknown[], isTaken: Parameters<typeof collect>[1], found: Reference[]): void {
  const [condition, whenTrue, whenFalse] = argument;
  if (typeof condition !== 'string') {
    collect(argument, isTaken, found);
    return;
  }
  found.push({ kind: 'Condition', name: condition });
  const branches = isTaken === undefined ? [whenTrue, whenFalse] : isTaken(condition) ? whenTrue : whenFalse;
  collect(branches, isTaken, found);
}

/** Names inside `${...}`; `${!Literal}` is text. */
export function placeholdersOf(text: string): string[] {
  return [...text.matchAll(/\$\{([^!{}][^{}]*)\}/g)].map((match) => match[1]!.trim());
}
