import { expect, test } from 'vitest';
import { z } from 'zod';
import { applicationParameterPointers } from '../../src/core/spec/application-parameters.ts';
import { ApplicationSpec } from '../../src/core/spec/application-spec.ts';
import { EFFECT_SENTENCES, TAKES_EFFECT } from '../../src/core/spec/takes-effect.ts';

interface Schema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** Each field with its description. The fields of an item of a list take effect together with the list. */
function* fieldsOf({ properties = {} }: Schema, above: readonly string[] = []): Iterable<readonly [string, string]> {
  for (const [name, schema] of Object.entries(properties)) {
    const path = [...above, name];
    if (schema.properties) yield* fieldsOf(schema, path);
    else yield [path.join('.'), schema.description ?? ''];
  }
}

const { $defs = {} } = z.toJSONSchema(ApplicationSpec, { io: 'input' });
const fields = [...fieldsOf($defs.ApplicationSpec as Schema)];

test('every field of an application says when a change of it takes effect', () => {
  expect(Object.keys(TAKES_EFFECT).sort()).toEqual(fields.map(([path]) => path).sort());
  const silent = fields.filter(([path, description]) => !description.endsWith(EFFECT_SENTENCES[TAKES_EFFECT[path]!]));
  expect(silent).toEqual([]);
});

test('nothing by which live targets are reached or judged takes effect at once', () => {
  const ofTargets = Object.values(applicationParameterPointers).map((pointer) => pointer.slice(1).replaceAll('/', '.'));
  const atOnce = ofTargets.filter((path) => !['next-release', 'swap'].includes(TAKES_EFFECT[path] ?? ''));
  expect(atOnce).toEqual([]);
});
