import type { WireRequest } from './codec.ts';
import type { OperationModel, ServiceModel } from './service-model.ts';
import { membersOf, requiredMembers } from './shape.ts';

export interface RestMatch {
  readonly operation: OperationModel;
  readonly labels: Readonly<Record<string, string>>;
}

interface Route {
  readonly operation: OperationModel;
  readonly method: string;
  readonly path: RegExp;
  readonly labelNames: readonly string[];
  /** Literal segments in the path: the more, the more specific. */
  readonly literals: number;
  /** Query parameters that the URI template itself demands. */
  readonly query: readonly (readonly [string, string])[];
  /** Query parameters and headers of required members. */
  readonly requiredQuery: readonly string[];
  readonly requiredHeaders: readonly string[];
}

/**
 * Finds the operation of a REST request. Several may share a path (`PUT /{Key+}` is PutObject, CopyObject and
 * UploadPart): the one with the fewest missing required parameters wins, then the one with the most parameters.
 */
export function matchRest(model: ServiceModel, request: Pick<WireRequest, 'method' | 'path' | 'query' | 'headers'>) {
  let best: { match: RestMatch; rank: readonly number[] } | undefined;
  for (const route of routesOf(model)) {
    const found = request.method === route.method ? route.path.exec(request.path) : null;
    if (found === null || !route.query.every(([name, value]) => hasLiteral(request.query, name, value))) continue;
    const missing = missingOf(route, request);
    const asked = route.query.length + route.requiredQuery.length + route.requiredHeaders.length;
    const rank = [-missing, asked, route.literals];
    if (best !== undefined && compareRanks(rank, best.rank) <= 0) continue;
    const labels = route.labelNames.map((name, index) => [name, decodeURIComponent(found[index + 1] ?? '')]);
    best = { match: { operation: route.operation, labels: Object.fromEntries(labels) }, rank };
  }
  return best?.match;
}

const routesByModel = new WeakMap<ServiceModel, readonly Route[]>();

function routesOf(model: ServiceModel): readonly Route[] {
  let routes = routesByModel.get(model);
  if (routes === undefined) {
    routes = [...model.operations.values()].filter(({ http }) => http !== undefined).map(routeOf);
    routesByModel.set(model, routes);
  }
  return routes;
}

function routeOf(operation: OperationModel): Route {
  const [method, uri] = operation.http!;
  const [path = '', query = ''] = uri.split('?');
  const segments = [...hostLabels(operation, path), ...path.split('/').filter((segment) => segment !== '')];
  const labels = segments.filter((segment) => segment.startsWith('{'));
  const pattern = segments.map(segmentPattern).join('');
  const required = new Set(requiredMembers(operation.input));
  const traits = membersOf(operation.input)
    .filter(([name]) => required.has(name))
    .map(([, member]) => member.getMergedTraits());
  return {
    operation,
    method,
    path: new RegExp(`^${pattern}${segments.at(-1)?.endsWith('+}') ? '' : '/?'}$`),
    labelNames: labels.map((label) => label.replace(/[{}+]/g, '')),
    literals: segments.length - labels.length,
    // `x-id` only names the operation for readers of access logs; other clients do not send it.
    query: [...new URLSearchParams(query)].filter(([name]) => name !== 'x-id'),
    requiredQuery: traits.flatMap(({ httpQuery }) => httpQuery ?? []),
    requiredHeaders: traits.flatMap(({ httpHeader }) => httpHeader?.toLowerCase() ?? []),
  };
}

/** Labels that the template lacks are in the host name (S3's bucket); path style puts them first. */
function hostLabels(operation: OperationModel, path: string): readonly string[] {
  return membersOf(operation.input)
    .filter(([name, member]) => member.getMergedTraits().httpLabel && !path.includes(`{${name}`))
    .map(([name]) => `{${name}}`);
}

function segmentPattern(segment: string): string {
  if (/^\{.+\+\}$/.test(segment)) return '/(.+)';
  if (segment.startsWith('{')) return '/([^/]+)';
  return `/${segment.replace(/[.*+?^$()|[\]\\]/g, '\\$&')}`;
}

function hasLiteral(query: URLSearchParams, name: string, value: string): boolean {
  return query.has(name) && (value === '' || query.get(name) === value);
}

function missingOf(route: Route, request: Pick<WireRequest, 'query' | 'headers'>): number {
  const queries = route.requiredQuery.filter((name) => !request.query.has(name)).length;
  return queries + route.requiredHeaders.filter((name) => request.headers[name] === undefined).length;
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  for (const [index, value] of a.entries()) {
    const difference = value - b[index]!;
    if (difference !== 0) return difference;
  }
  return 0;
}
