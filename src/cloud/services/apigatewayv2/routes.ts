import type { Route } from '@aws-sdk/client-apigatewayv2';
import { apiPart, merged } from './api-part.ts';
import { badRequest, conflict, newId } from './http-api-store.ts';

const ROUTE_KEY = /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|ANY) (\/\S*)$/;

export const routes = apiPart<Route>({
  name: 'Route',
  id: 'RouteId',
  partsOf: (api) => api.routes,
  complete(given, { api, call, previous }) {
    const route = {
      AuthorizationType: 'NONE' as const,
      ApiKeyRequired: false,
      ...merged(previous, given),
      RouteId: previous?.RouteId ?? newId(call.kernel, 7),
    };
    const key = checkedKey(route.RouteKey);
    const taken = [...api.routes.values()].find(
      ({ RouteKey, RouteId }) => RouteKey === key && RouteId !== route.RouteId,
    );
    if (taken !== undefined) throw conflict(`Route with key ${key} already exists for this API`);
    const target = /^integrations\/(.+)$/.exec(route.Target ?? '')?.[1];
    if (route.Target !== undefined && !api.integrations.has(target ?? '')) {
      throw badRequest(`Invalid Integration Id specified: ${route.Target}`);
    }
    if (route.AuthorizationType === 'JWT' && !api.authorizers.has(route.AuthorizerId ?? '')) {
      throw badRequest('Invalid authorizer ID specified');
    }
    return { ...route, RouteKey: key };
  },
});

function checkedKey(key: string | undefined): string {
  if (key === '$default') return key;
  const path = ROUTE_KEY.exec(key ?? '')?.[2];
  const segments = path?.split('/').slice(1);
  const areSegmentsValid = segments?.every(
    (segment, index) =>
      /^[^{}]*$/.test(segment) ||
      /^\{[A-Za-z0-9_.-]+\}$/.test(segment) ||
      (/^\{[A-Za-z0-9_.-]+\+\}$/.test(segment) && index === segments.length - 1),
  );
  if (areSegmentsValid !== true) {
    throw badRequest(
      'The provided route key is not formatted properly for HTTP protocol. Format should be "<HTTP METHOD> /<RESOURCE PATH>" or "$default"',
    );
  }
  return key!;
}
