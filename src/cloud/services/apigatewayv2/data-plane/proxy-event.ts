import type { NetworkRequest } from '../../../kernel/network.ts';
import type { Kernel } from '../../../kernel/service.ts';
import type { ApiRequest } from './api-request.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The event of payload format 2.0. */
export function proxyEvent(kernel: Kernel, apiRequest: ApiRequest): object {
  const { request, route, stage, pathParameters } = apiRequest;
  const { cookie, ...headers } = forwardedHeaders(apiRequest);
  const url = new URL(request.url);
  const query = queryOf(url);
  return {
    version: '2.0',
    routeKey: route.RouteKey,
    rawPath: decodeURI(url.pathname),
    rawQueryString: url.search.slice(1),
    ...(cookie === undefined ? {} : { cookies: cookie.split(/; */) }),
    headers,
    ...(query.size === 0 ? {} : { queryStringParameters: joined(query) }),
    requestContext: requestContext(kernel, apiRequest),
    ...(Object.keys(pathParameters).length === 0 ? {} : { pathParameters }),
    ...(Object.keys(stage.StageVariables ?? {}).length === 0 ? {} : { stageVariables: stage.StageVariables }),
    ...bodyOf(request),
  };
}

/** The event of payload format 1.0, as REST APIs send it. */
export function proxyEventV1(kernel: Kernel, apiRequest: ApiRequest): object {
  const { request, route, stage, pathParameters } = apiRequest;
  const headers = forwardedHeaders(apiRequest);
  const url = new URL(request.url);
  const query = queryOf(url);
  const { http, authorizer, ...context } = requestContext(kernel, apiRequest);
  const resource = route.RouteKey?.split(' ')[1] ?? '$default';
  return {
    version: '1.0',
    resource,
    path: url.pathname,
    httpMethod: request.method,
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters:
      query.size === 0 ? null : Object.fromEntries([...query].map(([name, all]) => [name, all.at(-1)])),
    multiValueQueryStringParameters: query.size === 0 ? null : Object.fromEntries(query),
    requestContext: {
      ...context,
      authorizer: authorizer ?? {},
      httpMethod: request.method,
      identity: { sourceIp: http.sourceIp, userAgent: http.userAgent },
      path: url.pathname,
      protocol: http.protocol,
      requestTime: context.time,
      requestTimeEpoch: context.timeEpoch,
      resourceId: route.RouteKey,
      resourcePath: resource,
    },
    pathParameters: Object.keys(pathParameters).length === 0 ? null : pathParameters,
    stageVariables: Object.keys(stage.StageVariables ?? {}).length === 0 ? null : stage.StageVariables,
    body: null,
    ...bodyOf(request),
  };
}

function requestContext(kernel: Kernel, { api, stage, request, requestId, route, authorizer }: ApiRequest) {
  const { hostname, pathname } = new URL(request.url);
  const timeEpoch = Math.floor(kernel.clock.now());
  return {
    accountId: api.accountRegion.account,
    apiId: api.id,
    ...(authorizer === undefined ? {} : { authorizer }),
    domainName: hostname,
    domainPrefix: hostname.split('.')[0],
    http: {
      method: request.method,
      path: decodeURI(pathname),
      protocol: 'HTTP/1.1',
      sourceIp: '127.0.0.1',
      userAgent: request.headers['user-agent'] ?? '',
    },
    requestId,
    routeKey: route.RouteKey,
    stage: stage.StageName,
    time: commonLogTime(timeEpoch),
    timeEpoch,
  };
}

/** `05/Jan/2026:09:00:00 +0000` */
export function commonLogTime(milliseconds: number): string {
  const [date = '', time = ''] = new Date(milliseconds).toISOString().split('T');
  const [year, month, day] = date.split('-');
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`;
}

/** The headers that API Gateway adds to the client's. */
function forwardedHeaders({ request, requestId }: ApiRequest): Record<string, string> {
  const url = new URL(request.url);
  const protocol = url.protocol.slice(0, -1);
  const root = requestId.toLowerCase().padEnd(24, '0');
  return {
    'content-length': String(request.body.byteLength),
    host: url.host,
    'x-amzn-trace-id': `Root=1-00000000-${root}`,
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-port': url.port || (protocol === 'https' ? '443' : '80'),
    'x-forwarded-proto': protocol,
    ...request.headers,
  };
}

function queryOf(url: URL): Map<string, string[]> {
  const query = new Map<string, string[]>();
  for (const [name, value] of url.searchParams) query.set(name, [...(query.get(name) ?? []), value]);
  return query;
}

function joined(query: Map<string, string[]>): Record<string, string> {
  return Object.fromEntries([...query].map(([name, values]) => [name, values.join(',')]));
}

/** Text stays text; every other content type comes as base64. */
function bodyOf({ body, headers }: NetworkRequest): { body?: string; isBase64Encoded: boolean } {
  if (body.byteLength === 0) return { isBase64Encoded: false };
  const type = headers['content-type'] ?? 'application/json';
  const isText = /^(text\/|application\/([\w.-]+\+)?(json|xml|javascript)\b)/i.test(type);
  const bytes = Buffer.from(body);
  return isText
    ? { body: bytes.toString(), isBase64Encoded: false }
    : { body: bytes.toString('base64'), isBase64Encoded: true };
}
