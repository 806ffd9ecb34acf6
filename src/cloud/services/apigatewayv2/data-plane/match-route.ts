import type { Route } from '@aws-sdk/client-apigatewayv2';

export interface MatchedRoute {
  readonly route: Route;
  readonly pathParameters: Record<string, string>;
}

/** The most specific route for a request: literal segments before parameters before `{proxy+}`, methods before `ANY`. */
export function matchRoute(routes: Iterable<Route>, method: string, path: string): MatchedRoute | undefined {
  let best: (MatchedRoute & { readonly rank: string }) | undefined;
  let fallback: Route | undefined;
  for (const route of routes) {
    const [routeMethod = '', routePath] = (route.RouteKey ?? '').split(' ');
    if (routePath === undefined) fallback = route;
    else if (routeMethod === method || routeMethod === 'ANY') {
      const matched = matchPath(routePath, path);
      if (matched === undefined) continue;
      const rank = `${matched.rank}${routeMethod === 'ANY' ? 1 : 0}`;
      if (best === undefined || rank < best.rank) best = { route, pathParameters: matched.pathParameters, rank };
    }
  }
  if (best !== undefined) return best;
  return fallback === undefined ? undefined : { route: fallback, pathParameters: {} };
}

/** The rank has a digit for each segment, so that ranks are compared from the path's left to its right. */
function matchPath(routePath: string, path: string) {
  const wanted = routePath.split('/').slice(1);
  const given = path.split('/').slice(1);
  const pathParameters: Record<string, string> = {};
  let rank = '';
  for (const [index, segment] of wanted.entries()) {
    const [, name, greedy] = /^\{([^}+]+)(\+?)\}$/.exec(segment) ?? [];
    const value = given[index];
    if (greedy === '+') {
      const rest = given.slice(index).join('/');
      if (value === undefined || rest === '') return undefined;
      return { rank: `${rank}3`, pathParameters: { ...pathParameters, [name!]: decoded(rest) } };
    }
    if (value === undefined) return undefined;
    if (name === undefined) {
      if (segment !== value && segment !== decoded(value)) return undefined;
      rank += '1';
    } else {
      if (value === '') return undefined;
      pathParameters[name] = decoded(value);
      rank += '2';
    }
  }
  return wanted.length === given.length ? { rank, pathParameters } : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
