import { isRecord } from './parse-template.ts';

const LOOP = 'Fn::ForEach::';

/** Resources of a template by logical id, with those that a loop stands for under the id that the loop writes. */
export function templateResources(resources: Readonly<Record<string, unknown>>): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>();
  for (const [id, resource] of Object.entries(resources)) {
    // A loop is `[its variable, what it runs over, {id: resource}]`.
    const looped = id.startsWith(LOOP) && Array.isArray(resource) ? resource[2] : undefined;
    if (!isRecord(looped)) found.set(id, resource);
    else for (const [innerId, inner] of templateResources(looped)) found.set(innerId, inner);
  }
  return found;
}

/** The type of a resource; undefined where there is none to be read. */
export function resourceType(resource: unknown): string | undefined {
  const type = isRecord(resource) ? resource.Type : undefined;
  return typeof type === 'string' ? type : undefined;
}
