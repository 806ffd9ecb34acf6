import { PlinthError } from '../errors.ts';
import { acceptOperation } from '../operation/accept-operation.ts';
import { own } from '../own.ts';
import type { Ports } from '../ports/index.ts';
import type { Scope } from '../scope.ts';
import type { RetireRequest } from '../spec/retire-request.ts';
import { parseScopeSpec } from '../spec/scope-spec.ts';
import type { Components } from '../spec/texts.ts';
import { assertMayAct } from './access.ts';
import type { ApiRequest, ApiResponse } from './exchange.ts';
import { accepted } from './operation-view.ts';
import { pathScope } from './path-scope.ts';

/** `PUT` of a base, an environment or an application: provisions it as the spec says. */
export async function provisionScope(request: ApiRequest, ports: Ports): Promise<ApiResponse> {
  const scope = pathScope(request);
  const { spec } = parseScopeSpec(scope.layer, request.body);
  assertMayPromote(scope, spec.components, request);
  const operation = await acceptOperation(
    {
      kind: 'provision',
      scope,
      request: { spec, allow: request.query.allow ?? [], ...precondition(request) },
      ...common(request),
    },
    ports,
  );
  return accepted(operation);
}

/** A pipeline releases into the environment that it promotes to, so the caller needs the role there too. */
function assertMayPromote(scope: Scope, components: Components, { grants, caller }: ApiRequest): void {
  const target = own(own(components, 'pipeline') ?? {}, 'PromoteTo');
  if (scope.layer !== 'application' || target === undefined || target === 'none') return;
  const promoted = `environments/${target}/applications/${scope.application}`;
  assertMayAct(grants, caller, { role: 'deployer', scope: promoted });
}

/** `DELETE` of a base, an environment or an application. Data is kept unless the request has `data=delete` and the scope's name. */
export async function retireScope(request: ApiRequest, ports: Ports): Promise<ApiResponse> {
  const { data, confirm } = request.query;
  const scope = pathScope(request);
  const wanted: RetireRequest = { data: data ?? 'keep', ...(confirm !== undefined && { confirm }) };
  const retire = { ...wanted, ...precondition(request) };
  return accepted(await acceptOperation({ kind: 'retire', scope, request: retire, ...common(request) }, ports));
}

/** `POST .../repair`: brings back what was deleted outside Plinth, and the traffic to what is recorded. */
export async function repairScope(request: ApiRequest, ports: Ports): Promise<ApiResponse> {
  const scope = pathScope(request);
  return accepted(await acceptOperation({ kind: 'repair', scope, request: {}, ...common(request) }, ports));
}

/** What every accepted request takes from the HTTP request. */
export function common({ caller, query, idempotencyKey }: ApiRequest) {
  return {
    principal: caller.principal,
    trigger: 'api' as const,
    planOnly: query.plan ?? false,
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  };
}

/** The version that the scope's spec must have, from an ETag such as `"3"`. `*` and an absent header require none. */
function precondition({ ifMatch }: ApiRequest): { readonly ifMatch?: number } {
  if (ifMatch === undefined || ifMatch === '*') return {};
  const digits = /^"(\d{1,9})"$/.exec(ifMatch)?.[1];
  if (digits === undefined)
    throw new PlinthError('StaleVersion', `If-Match must be an ETag such as "3", got ${ifMatch}`);
  return { ifMatch: Number(digits) };
}
