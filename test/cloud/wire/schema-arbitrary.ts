import type { NormalizedSchema } from '@smithy/core/schema';
import * as fc from 'fast-check';
import { kindOf, membersOf, requiredMembers } from '../../../src/cloud/wire/shape.ts';

const DEPTH_MAX = 5;

/** Values of a schema as a client takes or gives them. Nothing in them is empty: XML and queries cannot tell. */
export function arbitraryOf(schema: NormalizedSchema, direction: 'input' | 'output', depth = 0): fc.Arbitrary<unknown> {
  const traits = schema.getMergedTraits();
  switch (kindOf(schema)) {
    case 'unit':
      return fc.constant({});
    case 'structure':
      return structure(schema, direction, depth);
    case 'list':
      return fc.array(arbitraryOf(schema.getValueSchema(), direction, depth + 1), { minLength: 1, maxLength: 3 });
    case 'map':
      return fc.dictionary(word, arbitraryOf(schema.getValueSchema(), direction, depth + 1), {
        minKeys: 1,
        maxKeys: 3,
      });
    case 'timestamp':
      return fc.integer({ min: 1, max: 4_000_000_000 }).map((seconds) => new Date(seconds * 1000));
    case 'blob':
      return fc.uint8Array({ minLength: 1, maxLength: 9 });
    case 'boolean':
      return fc.boolean();
    case 'number':
    case 'bigint':
      return fc.integer({ min: -1000, max: 1_000_000 });
    case 'document':
      return fc.dictionary(word, fc.oneof(word, fc.boolean(), fc.integer()));
    default:
      // The client itself computes what this header names, and knows no made-up algorithms.
      if (traits.httpHeader === 'x-amz-sdk-checksum-algorithm') return fc.constant('CRC32');
      return traits.httpHeader !== undefined || traits.httpPrefixHeaders !== undefined ? word : text;
  }
}

const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{1,8}$/);
const text = fc.oneof(
  word,
  fc.constantFrom('a b', '<&">\'', 'a/b+c=d', 'ünïcödé 🚀', '{"a":[1]}', '100%', 'a.b-c_d~e'),
);

function structure(schema: NormalizedSchema, direction: 'input' | 'output', depth: number): fc.Arbitrary<object> {
  const members = membersOf(schema).filter(([, member]) => !member.isStreaming());
  if (schema.isUnionSchema()) {
    const scalars = members.filter(([, member]) => !deepens(member));
    return fc.oneof(
      ...(depth < DEPTH_MAX || scalars.length === 0 ? members : scalars).map(([name, member]) =>
        fc.record({ [name]: arbitraryOf(member, direction, depth + 1) }),
      ),
    );
  }
  const required = requiredMembers(schema);
  const wanted = members.filter(([name, member]) => required.includes(name) || depth < DEPTH_MAX || !deepens(member));
  // What clients fill in by themselves would come back changed.
  const generated = direction === 'input' ? wanted.filter(([, member]) => member.isIdempotencyToken()) : [];
  const model = Object.fromEntries(wanted.map(([name, member]) => [name, arbitraryOf(member, direction, depth + 1)]));
  const requiredKeys = [...required, ...generated.map(([name]) => name)].filter((name) => name in model);
  const record = fc.record(model, { requiredKeys });
  return depth === 0 || wanted.length === 0 ? record : record.filter((value) => Object.keys(value).length > 0);
}

function deepens(member: NormalizedSchema): boolean {
  return member.isStructSchema() || member.isListSchema() || member.isMapSchema();
}
