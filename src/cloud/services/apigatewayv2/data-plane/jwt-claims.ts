import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import type { Authorizer } from '@aws-sdk/client-apigatewayv2';
import type { NetworkRequest } from '../../../kernel/network.ts';
import type { Kernel } from '../../../kernel/service.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { RequestRefused } from './request-refused.ts';

/** API Gateway keeps an issuer's keys for two hours. */
const KEYS_MS_MAX = 2 * 3_600_000;
const DIGESTS: Readonly<Record<string, string>> = { RS256: 'RSA-SHA256', RS384: 'RSA-SHA384', RS512: 'RSA-SHA512' };

type Claims = Record<string, unknown>;

/** The token's claims as text, and the route's scopes, as the event shows them. Throws `RequestRefused`. */
export async function jwtClaims(kernel: Kernel, { api, route, request }: AuthorizationRequest) {
  const authorizer = api.authorizers.get(route.AuthorizerId ?? '');
  if (authorizer === undefined) throw new RequestRefused(500, 'Internal Server Error');
  const token = tokenOf(authorizer, request);
  if (token === undefined) throw unauthorized('');
  const claims = await verified(kernel, authorizer, token);
  const granted = [claims.scope, claims.scp].flat().flatMap((scope) => String(scope ?? '').split(' '));
  const wanted = route.AuthorizationScopes ?? [];
  if (wanted.length > 0 && !wanted.some((scope) => granted.includes(scope))) throw new RequestRefused(403, 'Forbidden');
  return {
    claims: Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, claimText(value)])),
    scopes: wanted.length > 0 ? wanted : null,
  };
}

function tokenOf({ IdentitySource }: Authorizer, { headers, url }: NetworkRequest): string | undefined {
  const [, kind, name = ''] = /^\$request\.(header|querystring)\.(.+)$/.exec(IdentitySource?.[0] ?? '') ?? [];
  const value = kind === 'header' ? headers[name.toLowerCase()] : new URL(url).searchParams.get(name);
  return value?.replace(/^Bearer\s+/i, '') || undefined;
}

async function verified(kernel: Kernel, authorizer: Authorizer, token: string): Promise<Claims> {
  const parts = token.split('.');
  const header = jsonOf(parts[0]);
  const claims = jsonOf(parts[1]);
  const { Issuer = '', Audience = [] } = authorizer.JwtConfiguration ?? {};
  const digest = DIGESTS[String(header?.alg)];
  if (parts.length !== 3 || header === undefined || claims === undefined || digest === undefined) {
    throw unauthorized('the token is malformed');
  }
  const key = await signingKey(kernel, Issuer, header.kid);
  const signed = Buffer.from(`${parts[0]}.${parts[1]}`);
  if (!verify(digest, signed, createPublicKey({ key, format: 'jwk' }), Buffer.from(parts[2]!, 'base64url'))) {
    throw unauthorized('the token has an invalid signature');
  }
  const now = kernel.clock.now() / 1000;
  const audiences = [claims.aud ?? claims.client_id].flat();
  if (claims.iss !== Issuer) throw unauthorized('the token has an invalid issuer');
  if (!audiences.some((audience) => Audience.includes(String(audience)))) {
    throw unauthorized('the token does not have a valid audience');
  }
  if (typeof claims.exp !== 'number' || claims.exp <= now) throw unauthorized('the token has expired');
  if (typeof claims.nbf === 'number' && claims.nbf > now) throw unauthorized('the token is not valid yet');
  if (typeof claims.iat === 'number' && claims.iat > now + 60) throw unauthorized('the token was issued in the future');
  return claims;
}

interface IssuerKeys {
  readonly keys: readonly (JsonWebKey & { kid?: string })[];
  readonly untilMs: number;
}

async function signingKey(kernel: Kernel, issuer: string, kid: unknown): Promise<JsonWebKey> {
  const cache = kernel.store('apigateway-keys', { account: '-', region: '-' }, () => new Map<string, IssuerKeys>());
  let known = cache.get(issuer);
  if (known === undefined || known.untilMs < kernel.clock.now()) {
    known = { keys: await fetchKeys(kernel, issuer), untilMs: kernel.clock.now() + KEYS_MS_MAX };
    cache.set(issuer, known);
  }
  const key = known.keys.find((candidate) => candidate.kid === kid);
  if (key === undefined) throw unauthorized('unable to find a signing key that matches');
  return key;
}

async function fetchKeys(kernel: Kernel, issuer: string): Promise<IssuerKeys['keys']> {
  const get = async (url: string) => {
    const { body } = await kernel.network.fetch({ method: 'GET', url, headers: {}, body: new Uint8Array() });
    return JSON.parse(new TextDecoder().decode(body)) as { jwks_uri: string; keys: IssuerKeys['keys'] };
  };
  try {
    const { jwks_uri: keysUrl } = await get(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
    return (await get(keysUrl)).keys;
  } catch {
    throw unauthorized('OIDC discovery endpoint communication error');
  }
}

function unauthorized(description: string): RequestRefused {
  const detail =
    description === '' ? 'Bearer' : `Bearer scope="" error="invalid_token" error_description="${description}"`;
  return new RequestRefused(401, 'Unauthorized', { 'www-authenticate': detail });
}

function jsonOf(part: string | undefined): Claims | undefined {
  try {
    return JSON.parse(Buffer.from(part ?? '', 'base64url').toString()) as Claims;
  } catch {
    return undefined;
  }
}

/** API Gateway writes a list as `[a b]`. */
function claimText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.join(' ')}]`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
