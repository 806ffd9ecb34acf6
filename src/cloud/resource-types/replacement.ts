import { isDeepStrictEqual } from 'node:util';
import type { PropertyType } from '@aws-cdk/service-spec-types';
import { isObject } from '../kernel/json-object.ts';
import { nestedProperties, type ResourceSchema } from './resource-schema.ts';

export type Recreation = 'Never' | 'Conditionally' | 'Always';

/** What changing a property does to its resource, by the published schema. */
export function recreationOf(
  schema: ResourceSchema | undefined,
  property: string,
  { before, after }: { readonly before: unknown; readonly after: unknown },
): Recreation {
  const declared = schema?.properties[property];
  if (declared === undefined) return 'Never';
  if (declared.causesReplacement === 'yes') return 'Always';
  if (declared.causesReplacement === 'maybe') return 'Conditionally';
  return recreationInside(declared.type, before, after);
}

/** Names of the properties that differ. */
export function changedProperties(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !isDeepStrictEqual(before[name], after[name]));
}

/** A nested property may be create-only though its parent is not. */
function recreationInside(type: PropertyType, before: unknown, after: unknown): Recreation {
  if (type.type !== 'ref' || !isObject(before) || !isObject(after)) return 'Never';
  let strongest: Recreation = 'Never';
  const nested = nestedProperties(type);
  for (const name of changedProperties(before, after)) {
    const declared = nested[name];
    if (declared === undefined) continue;
    if (declared.causesReplacement === 'yes') return 'Always';
    const inner = recreationInside(declared.type, before[name], after[name]);
    if (inner === 'Always') return 'Always';
    if (declared.causesReplacement === 'maybe' || inner === 'Conditionally') strongest = 'Conditionally';
  }
  return strongest;
}
