import type { Cors } from '@aws-sdk/client-apigatewayv2';
import type { NetworkRequest, NetworkResponse } from '../../../kernel/network.ts';

/** The answer to a preflight request, if this is one and the API has a CORS configuration. */
export function preflight(cors: Cors | undefined, request: NetworkRequest): NetworkResponse | undefined {
  if (cors === undefined || request.method !== 'OPTIONS') return undefined;
  if (request.headers.origin === undefined || request.headers['access-control-request-method'] === undefined) {
    return undefined;
  }
  const isAllowed = allowedOrigin(cors, request) !== undefined;
  const headers = {
    ...corsHeaders(cors, request),
    ...(cors.AllowMethods === undefined ? {} : { 'access-control-allow-methods': cors.AllowMethods.join(',') }),
    ...(cors.AllowHeaders === undefined ? {} : { 'access-control-allow-headers': cors.AllowHeaders.join(',') }),
    ...(cors.MaxAge === undefined ? {} : { 'access-control-max-age': String(cors.MaxAge) }),
  };
  return { status: 204, headers: isAllowed ? headers : {}, body: new Uint8Array() };
}

/** The headers that the configuration sets on every response to an allowed origin; they override the integration's. */
export function corsHeaders(cors: Cors | undefined, request: NetworkRequest): Record<string, string> {
  const origin = cors && allowedOrigin(cors, request);
  if (cors === undefined || origin === undefined) return {};
  return {
    'access-control-allow-origin': origin,
    ...(cors.AllowCredentials === true ? { 'access-control-allow-credentials': 'true' } : {}),
    ...(cors.ExposeHeaders === undefined ? {} : { 'access-control-expose-headers': cors.ExposeHeaders.join(',') }),
    ...(origin === '*' ? {} : { vary: 'Origin' }),
  };
}

function allowedOrigin(cors: Cors, { headers }: NetworkRequest): string | undefined {
  const { origin } = headers;
  if (origin === undefined) return undefined;
  for (const allowed of cors.AllowOrigins ?? []) {
    if (allowed === '*') return '*';
    if (allowed.toLowerCase() === origin.toLowerCase()) return origin;
    if (/^https?:\/\/\*$/.test(allowed) && origin.startsWith(allowed.slice(0, -1))) return origin;
  }
  return undefined;
}
