import { isDeepStrictEqual } from 'node:util';

/** A JSON Schema (2020-12), or a document with references to schemas. */
export interface Schema {
  readonly [keyword: string]: unknown;
}

/** `in`: Plinth reads such values, which others wrote. `out`: Plinth writes them, and others read. */
export type Direction = 'in' | 'out';

/** Two schemas of one value, each with the document that its references point into. */
export interface Versions {
  readonly before: Schema;
  readonly after: Schema;
  readonly documents: { readonly before: Schema; readonly after: Schema };
  readonly direction: Direction;
  /** Where the value is, for the answers. */
  readonly at: string;
  /** Pairs of references that are being compared already. */
  readonly seen?: readonly string[];
}

/** How a schema changed so that values or readers of its former version break, each as a sentence. Nothing: it did not. */
export function schemaChanges(versions: Versions): readonly string[] {
  const { before, after, documents, at, seen = [] } = versions;
  const pair = `${before.$ref} ${after.$ref}`;
  if (before.$ref !== undefined || after.$ref !== undefined) {
    if (before.$ref !== undefined && seen.includes(pair)) return [];
    const resolved = { before: resolve(before, documents.before), after: resolve(after, documents.after) };
    return schemaChanges({ ...versions, ...resolved, seen: [...seen, pair] });
  }
  if (branchesOf(before) || branchesOf(after)) return branchChanges(versions);
  return [
    ...typeChanges(versions),
    ...valueChanges(versions),
    ...(versions.direction === 'in' ? boundChanges(versions) : []),
    ...fieldChanges(versions),
    ...innerChanges(versions, 'items'),
    ...innerChanges(versions, 'additionalProperties'),
    ...innerChanges(versions, 'propertyNames'),
  ].map((change) => (change.startsWith('#') ? change : `${at}: ${change}`));
}

function resolve(schema: Schema, document: Schema): Schema {
  if (typeof schema.$ref !== 'string') return schema;
  const path = schema.$ref.replace(/^#\/?/, '').split('/');
  const found = path.reduce<unknown>((value, key) => (value as Schema | undefined)?.[key], document);
  if (found === undefined) throw new Error(`${schema.$ref} is not in the document`);
  return found as Schema;
}

function branchesOf({ anyOf, oneOf }: Schema): readonly Schema[] | undefined {
  return (anyOf ?? oneOf) as readonly Schema[] | undefined;
}

/** Values of each former branch have to be read still, and what is written now has to be of a former branch. */
function branchChanges(versions: Versions): readonly string[] {
  const befores = branchesOf(versions.before) ?? [versions.before];
  const afters = branchesOf(versions.after) ?? [versions.after];
  const [these, those] = versions.direction === 'in' ? [befores, afters] : [afters, befores];
  return these.flatMap((branch) => {
    const comparisons = those.map((other) => {
      const [before, after] = versions.direction === 'in' ? [branch, other] : [other, branch];
      return schemaChanges({ ...versions, before, after });
    });
    return comparisons.reduce((one, other) => (other.length < one.length ? other : one));
  });
}

const TYPES = ['string', 'number', 'integer', 'boolean', 'array', 'object', 'null'];

function typeChanges({ before, after, direction }: Versions): readonly string[] {
  const [old, now] = [typesOf(before), typesOf(after)];
  const [these, those] = direction === 'in' ? [old, now] : [now, old];
  const extra = these.filter((type) => !those.includes(type) && !(type === 'integer' && those.includes('number')));
  const verb = direction === 'in' ? 'no longer takes' : 'may now be';
  return extra.length === 0 ? [] : [`${verb} ${extra.join(', ')}`];
}

function typesOf({ type }: Schema): readonly string[] {
  return type === undefined ? TYPES : [type].flat().map(String);
}

/** A reader has to accept values of an enum that it does not know, so that only what Plinth reads may lose none. */
function valueChanges({ before, after, direction }: Versions): readonly string[] {
  const [old, now] = [valuesOf(before), valuesOf(after)];
  const lost = direction === 'in' && now ? (old ?? ['any other value']).filter((value) => !now.includes(value)) : [];
  const isOtherConstant = direction === 'out' && before.const !== undefined && before.const !== after.const;
  return [
    ...lost.map((value) => `no longer takes ${value}`),
    ...(isOtherConstant ? [`is no longer ${JSON.stringify(before.const)}`] : []),
    ...(direction === 'in' && !isDeepStrictEqual(before.default, after.default) && before.default !== undefined
      ? [`the default ${JSON.stringify(before.default)} is now ${JSON.stringify(after.default)}`]
      : []),
  ];
}

function valuesOf(schema: Schema): readonly string[] | undefined {
  const values = schema.const === undefined ? (schema.enum as readonly unknown[] | undefined) : [schema.const];
  return values?.map((value) => JSON.stringify(value));
}

const LEAST = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'];
const MOST = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'];
const EXACT = ['pattern', 'format', 'multipleOf', 'uniqueItems'];

function boundChanges({ before, after }: Versions): readonly string[] {
  const number = (value: unknown, missing: number) => (typeof value === 'number' ? value : missing);
  const tighter = [
    ...LEAST.filter((bound) => number(after[bound], -Infinity) > number(before[bound], -Infinity)),
    ...MOST.filter((bound) => number(after[bound], Infinity) < number(before[bound], Infinity)),
    ...EXACT.filter((bound) => after[bound] !== undefined && after[bound] !== before[bound]),
  ];
  return tighter.map((bound) => `${bound} is now ${JSON.stringify(after[bound])}`);
}

function fieldChanges(versions: Versions): readonly string[] {
  const { before, after, direction, at } = versions;
  const [old, now] = [fieldsOf(before), fieldsOf(after)];
  const [oldRequired, nowRequired] = [requiredOf(before), requiredOf(after)];
  const removed = Object.keys(old).filter((name) => now[name] === undefined);
  const demanded = nowRequired.filter((name) => !oldRequired.includes(name));
  const optional = oldRequired.filter((name) => now[name] !== undefined && !nowRequired.includes(name));
  return [
    ...removed.map((name) => `field \`${name}\` was removed`),
    ...(direction === 'in' ? demanded.map((name) => `field \`${name}\` is now required`) : []),
    ...(direction === 'out' ? optional.map((name) => `field \`${name}\` may now be absent`) : []),
    ...Object.keys(old).flatMap((name) => {
      const [one, other] = [old[name], now[name]];
      return one && other ? schemaChanges({ ...versions, before: one, after: other, at: `${at}/${name}` }) : [];
    }),
  ];
}

function fieldsOf({ properties }: Schema): Readonly<Record<string, Schema>> {
  return (properties ?? {}) as Readonly<Record<string, Schema>>;
}

function requiredOf({ required }: Schema): readonly string[] {
  return (required ?? []) as readonly string[];
}

function innerChanges(versions: Versions, keyword: string): readonly string[] {
  const [before, after] = [versions.before[keyword], versions.after[keyword]];
  if (after === false && before !== false && versions.direction === 'in') return ['no longer takes unknown fields'];
  if (!isSchema(before) || !isSchema(after)) return [];
  return schemaChanges({ ...versions, before, after, at: `${versions.at}/*` });
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null;
}
