import { isObject, type JsonObject } from '../../../kernel/json-object.ts';
import { intrinsicCall } from './template.ts';
import { validationError } from './template-error.ts';

type Bindings = ReadonlyMap<string, string>;

/**
 * The `AWS::LanguageExtensions` transform, the part that rewrites the template: it unrolls loops. The functions that it
 * adds (`Fn::Length`, `Fn::ToJsonString`, `Fn::FindInMap` with a default) are evaluated like all others.
 */
export function expandLanguageExtensions(source: JsonObject, given: ReadonlyMap<string, string>): JsonObject {
  const collections = new Map<string, unknown>();
  if (isObject(source.Parameters)) {
    for (const [name, declaration] of Object.entries(source.Parameters)) {
      if (!isObject(declaration)) continue;
      const isList = /List/.test(String(declaration.Type));
      const text = given.get(name) ?? (declaration.Default === undefined ? undefined : String(declaration.Default));
      if (text === undefined) continue;
      collections.set(name, isList ? text.split(',').map((item) => item.trim()) : text);
    }
  }
  const mappings = isObject(source.Mappings) ? source.Mappings : {};
  const expand = (value: unknown, bindings: Bindings): unknown => {
    if (Array.isArray(value)) return value.map((item) => expand(item, bindings));
    if (typeof value === 'string') return substituteBindings(value, bindings);
    if (!isObject(value)) return value;
    const call = intrinsicCall(value);
    if (call?.[0] === 'Ref' && typeof call[1] === 'string' && bindings.has(call[1])) return bindings.get(call[1]);
    if (call?.[0] === 'Fn::Sub' && bindings.size > 0) return settledSub(expand(call[1], bindings));
    const members: [string, unknown][] = [];
    for (const [key, member] of Object.entries(value)) {
      if (key.startsWith('Fn::ForEach::')) members.push(...unroll(key, member, bindings));
      else members.push([substituteBindings(key, bindings), expand(member, bindings)]);
    }
    return Object.fromEntries(members);
  };
  const unroll = (key: string, loop: unknown, bindings: Bindings): [string, unknown][] => {
    if (!Array.isArray(loop) || loop.length !== 3 || typeof loop[0] !== 'string' || !isObject(loop[2])) {
      throw extensionError(`Fn::ForEach layout is incorrect in ${key}`);
    }
    const [identifier, collection, body] = loop as [string, unknown, JsonObject];
    return collectionItems(expand(collection, bindings), collections, mappings).flatMap((item) =>
      Object.entries(expand(body, new Map([...bindings, [identifier, item]])) as JsonObject),
    );
  };
  return expand(source, new Map()) as JsonObject;
}

/** A `Fn::Sub` whose placeholders loops have all replaced is plain text and may name a resource. */
function settledSub(argument: unknown): unknown {
  const isPlain = typeof argument === 'string' && !argument.includes('${');
  return isPlain ? argument : { 'Fn::Sub': argument };
}

function collectionItems(
  collection: unknown,
  parameters: ReadonlyMap<string, unknown>,
  mappings: JsonObject,
): string[] {
  const value = lookUp(collection, parameters, mappings);
  if (!Array.isArray(value)) throw extensionError('Fn::ForEach could not resolve its collection to a list of strings');
  return value.flatMap((item) => lookUp(item, parameters, mappings) as unknown).map((item) => String(item));
}

function lookUp(value: unknown, parameters: ReadonlyMap<string, unknown>, mappings: JsonObject): unknown {
  const call = intrinsicCall(value);
  if (call === undefined) return value;
  if (call[0] === 'Ref' && parameters.has(String(call[1]))) return parameters.get(String(call[1]));
  if (call[0] === 'Fn::FindInMap' && Array.isArray(call[1])) {
    const [map, top, key] = call[1].map((part) => String(lookUp(part, parameters, mappings)));
    const found = (mappings[map!] as Record<string, Record<string, unknown>> | undefined)?.[top!]?.[key!];
    if (found !== undefined) return found;
  }
  throw extensionError(`Fn::ForEach cannot resolve ${JSON.stringify(value)} before the resources exist`);
}

/** `${Name}` is replaced by the loop's value, `&{Name}` by the value with everything but letters and digits dropped. */
function substituteBindings(text: string, bindings: Bindings): string {
  if (bindings.size === 0 || !/[$&]\{/.test(text)) return text;
  return text.replace(/([$&])\{([A-Za-z0-9]+)\}/g, (whole, kind: string, name: string) => {
    const value = bindings.get(name);
    if (value === undefined) return whole;
    return kind === '&' ? value.replace(/[^A-Za-z0-9]/g, '') : value;
  });
}

function extensionError(reason: string) {
  return validationError(`Transform AWS::LanguageExtensions failed with: ${reason}. Rollback requested by user.`);
}
