import { PlinthError } from '../errors.ts';
import { acceptOperation } from '../operation/accept-operation.ts';
import { own } from '../own.ts';
import type { Ports } from '../ports/index.ts';
import type { Scope } from '../scope.ts';
import { AllowRequest } from '../spec/allow.ts';
import { parseBody } from '../spec/parse-body.ts';
import { RetireRequest } from '../spec/retire-request.ts';
import { parseScopeSpec } from '../spec/scope-spec.ts';
import type { Components } from '../spec/texts.ts';
import { assertMayAct } from './access.ts';
import type { ApiRequest, ApiResponse } from './exchange.ts';
import { accepted } from './operation-view.ts';
import { pathScope } from './path-scope.ts';

/** `PUT` of a base, an environment or an application: the spec is what is to be there. */
export async function provisionScope(request: ApiRequest, ports: Ports): Promise<ApiResponse> {
  const scope = pathScope(request);
  const { spec } = parseScopeSpec(scope.layer, request.body);
  assertMayPromote(scope, spec.components, request);
  const { allow } = parseBody(AllowRequest, { allow: names(request.query.allow) });
  const operation = await acceptOperation(
    {
      kind: 'provision',
      scope,
      request: { spec, allow, ...precondition(request) },
      ...common(request),
    },
    ports,
  );
  return accepted(operation);
}

/** A pipeline releases into the environment that it promotes to, as whoever asked for the pipeline may. */
function assertMayPromote(scope: Scope, components: Components, { grants, caller }: ApiRequest): void {
  const target = own(own(components, 'pipeline') ?? {}, 'PromoteTo');
  if (scope.layer !== 'application' || target === undefined || target === 'none') return;
  const promoted = `environments/${target}/applications/${scope.application}`;
  assertMayAct(grants, caller, { role: 'deployer', scope: promoted });
}

/** `DELETE` of a base, an environment or an application. Data stays unless the request says otherwise, twice. */
export async function retireScope(request: ApiRequest, ports: Ports): Promise<ApiResponse> {
  const { data, confirm } = request.query;
  const wanted = parseBody(RetireRequest, {
    ...(data !== undefined && { data }),
    ...(confirm !== undefined && { confirm }),
  });
  const scope = pathScope(request);
  const asked = { ...wanted, ...precondition(request) };
  return accepted(await acceptOperation({ kind: 'retire', scope, request: asked, ...common(request) }, ports));
}

/** What every accepted request carries over from the HTTP request. */
export function common({ caller, query, idempotencyKey }: ApiRequest) {
  return {
    principal: caller.principal,
    trigger: 'api',
    planOnly: flag(query, 'plan'),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  };
}

/** A query parameter that is `true` or `false`. */
export function flag(query: ApiRequest['query'], name: string): boolean {
  const value = query[name] ?? 'false';
  if (value === 'true' || value === 'false') return value === 'true';
  throw new PlinthError('InvalidRequest', `${name}=${value} says neither true nor false`, {
    fields: [{ pointer: `/${name}`, message: 'use true or false' }],
  });
}

function names(text: string | undefined): readonly string[] {
  return text === undefined || text === '' ? [] : text.split(',');
}

/** The version that the scope's spec is to have, from an ETag such as `"3"`. `*` and an absent header ask for nothing. */
function precondition({ ifMatch }: ApiRequest): { readonly ifMatch?: number } {
  if (ifMatch === undefined || ifMatch === '*') return {};
  const digits = /^"(\d{1,9})"$/.exec(ifMatch)?.[1];
  if (digits === undefined) throw new PlinthError('StaleVersion', `If-Match ${ifMatch} is no ETag of this resource`);
  return { ifMatch: Number(digits) };
}
