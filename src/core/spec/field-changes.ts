import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { ApplicationSpec } from './application-spec.ts';
import { TAKES_EFFECT, TakesEffect } from './takes-effect.ts';

const Shown = z.union([z.string(), z.number(), z.boolean()]);

/** A field of an application's spec that a request changes. */
export const FieldChange = z.object({
  /** Such as `health.path`. */
  field: z.string(),
  /** Of a field with one value. Those of `variables`, `secrets` and lists are not repeated. */
  before: Shown.optional(),
  after: Shown.optional(),
  takesEffect: TakesEffect,
  /** What users notice, where they do. */
  users: z.string().optional(),
});
export type FieldChange = z.infer<typeof FieldChange>;

/** The fields that differ, and when each change takes effect: first what users notice, last what waits for a release. Pure. */
export function fieldChanges(before: ApplicationSpec, after: ApplicationSpec): readonly FieldChange[] {
  const order = TakesEffect.options;
  return Object.entries(TAKES_EFFECT)
    .flatMap(([field, takesEffect]) => {
      const [was, is] = [valueAt(before, field), valueAt(after, field)];
      if (isDeepStrictEqual(was, is)) return [];
      const change = { field, before: Shown.safeParse(was).data, after: Shown.safeParse(is).data, takesEffect };
      return [{ ...change, ...(takesEffect === 'swap' && change.before !== undefined && lost(change.before)) }];
    })
    .toSorted((one, other) => order.indexOf(one.takesEffect) - order.indexOf(other.takesEffect));
}

function lost(route: string | number | boolean): Pick<FieldChange, 'users'> {
  return { users: `requests to ${route} no longer reach the application once the change is complete` };
}

function valueAt(spec: unknown, field: string): unknown {
  return field.split('.').reduce((value, name) => (value as Record<string, unknown> | undefined)?.[name], spec);
}
