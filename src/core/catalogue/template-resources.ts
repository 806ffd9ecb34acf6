import { isRecord } from './parse-template.ts';

type Resources = Readonly<Record<string, unknown>>;

/** A loop is `[variable, collection, {id: resource}]`. */
export interface Loop {
  readonly variable: string;
  /** A list of values, or an expression of one. */
  readonly over: unknown;
  readonly resources: Resources;
}

const LOOP = 'Fn::ForEach::';

/**
 * Resources of a template by logical id. The resource of a loop is contained once, under the id as written in the loop, unless
 * the values of its collection are given.
 */
export function templateResources(
  resources: Resources,
  unrolled: (loop: Loop) => readonly Resources[] = (loop) => [loop.resources],
): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>();
  for (const [id, resource] of Object.entries(resources)) {
    const loop = loopOf(id, resource);
    const inner = loop ? unrolled(loop).flatMap((each) => [...templateResources(each, unrolled)]) : [[id, resource]];
    for (const [innerId, one] of inner as [string, unknown][]) found.set(innerId, one);
  }
  return found;
}

function loopOf(id: string, resource: unknown): Loop | undefined {
  const [variable, over, resources] = id.startsWith(LOOP) && Array.isArray(resource) ? resource : [];
  return isRecord(resources) ? { variable: String(variable), over, resources } : undefined;
}

/** The type of a resource; undefined when it has none. */
export function resourceType(resource: unknown): string | undefined {
  const type = isRecord(resource) ? resource.Type : undefined;
  return typeof type === 'string' ? type : undefined;
}
