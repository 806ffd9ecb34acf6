import { isObject } from '../../../kernel/json-object.ts';
import { cidrBlocks } from './cidr.ts';
import { availabilityZones, type EvaluationScope, KNOWN_AFTER_APPLY, NO_VALUE } from './evaluation-scope.ts';
import { splitAtFirstDot } from './parse-body.ts';
import { intrinsicCall } from './template.ts';
import { formatError, templateError } from './template-error.ts';

type Intrinsic = (argument: unknown, scope: EvaluationScope) => unknown;

/** A template value with every intrinsic function evaluated. Answers `NO_VALUE` for a value to be removed. */
export function evaluate(value: unknown, scope: EvaluationScope): unknown {
  const call = intrinsicCall(value);
  if (call !== undefined) {
    const [name, argument] = call;
    const intrinsic = INTRINSICS[name];
    if (intrinsic !== undefined) return intrinsic(argument, scope);
    if (name.startsWith('Fn::')) throw formatError(`unknown function ${name}`);
  }
  if (Array.isArray(value)) {
    return value.map((item) => evaluate(item, scope)).filter((item) => item !== NO_VALUE);
  }
  if (!isObject(value)) return value;
  const members: [string, unknown][] = [];
  for (const [key, member] of Object.entries(value)) {
    const result = evaluate(member, scope);
    if (result !== NO_VALUE) members.push([key, result]);
  }
  return Object.fromEntries(members);
}

/** Evaluates a value that must be text: an output's value, an export's name. */
export function evaluateString(value: unknown, scope: EvaluationScope, where: string): string {
  const result = evaluate(value, scope);
  if (Array.isArray(result) || isObject(result) || typeof result === 'symbol') {
    throw formatError(`${where} must evaluate to a string.`);
  }
  return String(result);
}

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Ref: (argument, scope) => reference(String(argument), scope),
  Condition: (argument, scope) =>
    typeof argument === 'string' ? scope.condition(argument) : { Condition: evaluate(argument, scope) },
  'Fn::GetAtt': getAttribute,
  'Fn::Sub': substitute,
  'Fn::Join': join,
  'Fn::Split': split,
  'Fn::Select': select,
  'Fn::FindInMap': findInMap,
  'Fn::Base64': (argument, scope) => {
    const text = evaluate(argument, scope);
    if (Array.isArray(text) || isObject(text))
      throw templateError('every Fn::Base64 object must have a String-typed value.');
    return isUnknown(text) ? KNOWN_AFTER_APPLY : Buffer.from(String(text)).toString('base64');
  },
  'Fn::Cidr': (argument, scope) => {
    const [block, count, hostBits] = listArgument('Fn::Cidr', argument, [2, 3]).map((item) => evaluate(item, scope));
    return isUnknown(block) ? KNOWN_AFTER_APPLY : cidrBlocks(String(block), Number(count), Number(hostBits ?? 8));
  },
  'Fn::GetAZs': (argument, scope) => {
    const region = evaluate(argument, scope);
    return availabilityZones(region === '' || typeof region !== 'string' ? scope.region : region);
  },
  'Fn::ImportValue': (argument, scope) => {
    const name = evaluate(argument, scope);
    if (typeof name !== 'string') throw templateError('the attribute in Fn::ImportValue must be a string');
    return isUnknown(name) ? KNOWN_AFTER_APPLY : scope.importValue(name);
  },
  'Fn::If': (argument, scope) => {
    const [name, whenTrue, whenFalse] = listArgument('Fn::If', argument, [3, 3]);
    const holds = typeof name === 'string' ? scope.condition(name) : evaluate(name, scope) === true;
    return evaluate(holds ? whenTrue : whenFalse, scope);
  },
  'Fn::Equals': (argument, scope) => {
    const [left, right] = listArgument('Fn::Equals', argument, [2, 2]).map((item) => evaluate(item, scope));
    return text(left) === text(right);
  },
  'Fn::And': (argument, scope) =>
    listArgument('Fn::And', argument, [2, 10]).every((item) => evaluate(item, scope) === true),
  'Fn::Or': (argument, scope) =>
    listArgument('Fn::Or', argument, [2, 10]).some((item) => evaluate(item, scope) === true),
  'Fn::Not': (argument, scope) => evaluate(listArgument('Fn::Not', argument, [1, 1])[0], scope) !== true,
  'Fn::Contains': (argument, scope) => {
    const [list, wanted] = listArgument('Fn::Contains', argument, [2, 2]).map((item) => evaluate(item, scope));
    return asList(list).some((item) => text(item) === text(wanted));
  },
  'Fn::EachMemberEquals': (argument, scope) => {
    const [list, wanted] = listArgument('Fn::EachMemberEquals', argument, [2, 2]).map((item) => evaluate(item, scope));
    return asList(list).every((item) => text(item) === text(wanted));
  },
  'Fn::EachMemberIn': (argument, scope) => {
    const [list, allowed] = listArgument('Fn::EachMemberIn', argument, [2, 2]).map((item) => evaluate(item, scope));
    const values = new Set(asList(allowed).map(text));
    return asList(list).every((item) => values.has(text(item)));
  },
  'Fn::Length': (argument, scope) => {
    const list = evaluate(argument, scope);
    if (!Array.isArray(list)) throw templateError('Fn::Length expects a list');
    return list.length;
  },
  'Fn::ToJsonString': (argument, scope) => {
    const json = JSON.stringify(evaluate(argument, scope));
    return json.includes(KNOWN_AFTER_APPLY) ? KNOWN_AFTER_APPLY : json;
  },
};

function reference(name: string, scope: EvaluationScope): unknown {
  if (name === 'AWS::NoValue') return NO_VALUE;
  if (scope.parameters.has(name)) return scope.parameters.get(name);
  return scope.resource(name)?.physicalId ?? KNOWN_AFTER_APPLY;
}

function getAttribute(argument: unknown, scope: EvaluationScope): unknown {
  const path = typeof argument === 'string' ? splitAtFirstDot(argument) : argument;
  if (!Array.isArray(path) || typeof path[0] !== 'string' || path.length < 2) {
    throw templateError(
      'every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute',
    );
  }
  const attribute = path
    .slice(1)
    .map((part) => String(evaluate(part, scope)))
    .join('.');
  const resource = scope.resource(path[0]);
  return resource === undefined ? KNOWN_AFTER_APPLY : resource.attribute(attribute);
}

function substitute(argument: unknown, scope: EvaluationScope): unknown {
  const [template, variables] = Array.isArray(argument) ? argument : [argument, {}];
  if (typeof template !== 'string' || (Array.isArray(argument) && (argument.length !== 2 || !isObject(variables)))) {
    throw templateError(
      "One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first argument, and an optional second argument to specify a mapping of values to replace in the string",
    );
  }
  const own = variables as Record<string, unknown>;
  let isKnown = true;
  const result = template.replace(/\$\{(!?)([^{}]*)\}/g, (_whole, literal: string, inner: string) => {
    if (literal === '!') return `\${${inner}}`;
    const name = inner.trim();
    const value = Object.hasOwn(own, name)
      ? evaluate(own[name], scope)
      : name.includes('.')
        ? getAttribute(name, scope)
        : reference(name, scope);
    if (isUnknown(value)) isKnown = false;
    if (Array.isArray(value) || isObject(value)) {
      throw templateError(`Fn::Sub: \${${name}} must evaluate to a string`);
    }
    return value === NO_VALUE ? '' : String(value);
  });
  return isKnown ? result : KNOWN_AFTER_APPLY;
}

function join(argument: unknown, scope: EvaluationScope): unknown {
  const [delimiter, items] = listArgument('Fn::Join', argument, [2, 2]);
  if (typeof delimiter !== 'string') throw templateError('every Fn::Join object requires a string delimiter');
  const values = evaluate(items, scope);
  if (isUnknown(values)) return KNOWN_AFTER_APPLY;
  if (!Array.isArray(values)) {
    throw templateError(
      'every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.',
    );
  }
  return values.some(isUnknown) ? KNOWN_AFTER_APPLY : values.map(text).join(delimiter);
}

function split(argument: unknown, scope: EvaluationScope): unknown {
  const [delimiter, source] = listArgument('Fn::Split', argument, [2, 2]);
  const value = evaluate(source, scope);
  if (isUnknown(value)) return KNOWN_AFTER_APPLY;
  if (typeof value !== 'string')
    throw templateError(
      'every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function that returns a string to be split.',
    );
  return value.split(String(delimiter));
}

function select(argument: unknown, scope: EvaluationScope): unknown {
  const [position, items] = listArgument('Fn::Select', argument, [2, 2]);
  const index = evaluate(position, scope);
  const list = evaluate(items, scope);
  if (isUnknown(list) || isUnknown(index)) return KNOWN_AFTER_APPLY;
  if (!/^\d+$/.test(String(index)) || !Array.isArray(list)) {
    throw templateError('Fn::Select requires a list argument with two elements: an integer index and a list');
  }
  const chosen = list[Number(index)];
  if (chosen === undefined) throw templateError(`Fn::Select cannot select nonexistent value at index ${index}`);
  return chosen;
}

function findInMap(argument: unknown, scope: EvaluationScope): unknown {
  const [map, first, second, options] = listArgument('Fn::FindInMap', argument, [3, 4]);
  const [mapName, top, key] = [map, first, second].map((part) => evaluate(part, scope));
  if ([mapName, top, key].some(isUnknown)) return KNOWN_AFTER_APPLY;
  const mapping = scope.template.mappings[String(mapName)];
  const found = mapping?.[String(top)]?.[String(key)];
  if (found !== undefined) return evaluate(found, scope);
  if (isObject(options) && 'DefaultValue' in options) return evaluate(options.DefaultValue, scope);
  if (mapping === undefined)
    throw templateError(`Mapping named '${mapName}' is not present in the 'Mappings' section of template.`);
  throw templateError(`Unable to get mapping for ${mapName}::${top}::${key}`);
}

function listArgument(name: string, argument: unknown, [min, max]: readonly [number, number]): unknown[] {
  if (!Array.isArray(argument) || argument.length < min || argument.length > max) {
    const wanted = min === max ? `${min}` : `${min} to ${max}`;
    throw templateError(`${name} requires a list argument with ${wanted} elements`);
  }
  return argument;
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

function isUnknown(value: unknown): boolean {
  return value === KNOWN_AFTER_APPLY;
}

function text(value: unknown): string {
  return isObject(value) || Array.isArray(value) ? JSON.stringify(value) : String(value);
}
