import type { Json, JsonObject } from './definition.ts';
import { matchesFilter } from './json-path-filter.ts';
import { type PathSegment, parseJsonPath } from './json-path-syntax.ts';
import { RuntimeFault } from './states-error.ts';

/** The roots of a path: `$` the state's data, `$$` the context object, `$name` a variable. */
export interface PathRoots {
  readonly data: Json;
  readonly context: Json;
  readonly variables: Readonly<Record<string, Json>>;
}

/** The value at a path, or `undefined` when a definite path does not match. Indefinite paths yield arrays. */
export function lookupPath(path: string, roots: PathRoots): Json | undefined {
  const { root, segments } = parseJsonPath(path);
  const start = rootValue(root, roots);
  if (start === undefined) return undefined;
  const found = select(start, segments);
  return segments.every((segment) => segment.kind === 'name' || segment.kind === 'index') ? found[0] : found;
}

/** The value at a path; a path that does not match throws. */
export function resolvePath(path: string, roots: PathRoots): Json {
  const value = lookupPath(path, roots);
  if (value === undefined) {
    throw new RuntimeFault(`Invalid path '${path}' : No results for path: ${bracketed(path)}`);
  }
  return value;
}

/** Every value that the segments select, in document order. */
export function select(start: Json, segments: readonly PathSegment[]): Json[] {
  let found: Json[] = [start];
  for (const segment of segments) found = found.flatMap((value) => step(value, segment));
  return found;
}

function rootValue(root: string, roots: PathRoots): Json | undefined {
  if (root === '$') return roots.data;
  if (root === '$$') return roots.context;
  const name = root.slice(1);
  return Object.hasOwn(roots.variables, name) ? roots.variables[name] : undefined;
}

function step(value: Json, segment: PathSegment): Json[] {
  switch (segment.kind) {
    case 'name':
      return segment.names.flatMap((name) => (isObject(value) && Object.hasOwn(value, name) ? [value[name]!] : []));
    case 'index':
      return indexed(value, [segment.index]);
    case 'indexes':
      return indexed(value, segment.indexes);
    case 'names':
      return segment.names.flatMap((name) => (isObject(value) && Object.hasOwn(value, name) ? [value[name]!] : []));
    case 'slice':
      return sliced(value, segment);
    case 'wildcard':
      return children(value);
    case 'filter':
      return children(value).filter((child) => matchesFilter(segment.filter, child, select));
    case 'descend':
      return [value, ...descendants(value)];
  }
}

function indexed(value: Json, indexes: readonly number[]): Json[] {
  if (!Array.isArray(value)) return [];
  return indexes.flatMap((index) => value.slice(index, index === -1 ? undefined : index + 1).slice(0, 1));
}

function sliced(value: Json, { from, to, by }: { from?: number; to?: number; by: number }): Json[] {
  if (!Array.isArray(value)) return [];
  return value.slice(from, to).filter((_, index) => index % by === 0);
}

function children(value: Json): Json[] {
  if (Array.isArray(value)) return value;
  return isObject(value) ? Object.values(value) : [];
}

function descendants(value: Json): Json[] {
  return children(value).flatMap((child) => [child, ...descendants(child)]);
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `$.a.b` as `$['a']['b']`, as error messages quote a path. */
function bracketed(path: string): string {
  const { root, segments } = parseJsonPath(path);
  const parts = segments.map((segment) => {
    if (segment.kind === 'name') return `['${segment.names[0]}']`;
    return segment.kind === 'index' ? `[${segment.index}]` : '[*]';
  });
  return `${root}${parts.join('')}`;
}
