import { applicationUrl } from '../converge/application-url.ts';
import type { ScopeState, SpecRecord } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { lockHolders } from '../lock/lock.ts';
import { own } from '../own.ts';
import type { Page, Ports } from '../ports/index.ts';
import { parentScope, parseScope, type Scope, scopePath } from '../scope.ts';
import { ApplicationSpec } from '../spec/application-spec.ts';
import type { ApiRequest, ApiResponse } from './exchange.ts';
import { pathScope } from './path-scope.ts';
import type { ScopeView } from './views.ts';

/** `GET` of a base, an environment or an application. Its ETag is the spec's version. */
export async function readScope(request: ApiRequest, ports: Ports): Promise<ApiResponse> {
  const scope = pathScope(request);
  const path = scopePath(scope);
  const [scopeState, spec] = await Promise.all([ports.state.readScopeState(path), ports.state.readSpec(path)]);
  if (scopeState === undefined && spec === undefined) throw new PlinthError('NotFound', `there is no ${path}`);
  const body = await scopeView({ scope, scopeState, spec }, ports);
  return { status: 200, body, headers: { etag: `"${spec?.version ?? 0}"` } };
}

/** `GET` of all environments, or of all applications in one. */
export async function listScopes(request: ApiRequest, ports: Ports): Promise<ApiResponse> {
  const parent = scopePath(pathScope(request));
  if (parent !== 'base' && (await ports.state.readScopeState(parent)) === undefined) {
    throw new PlinthError('NotFound', `there is no ${parent}`);
  }
  const page: Page<ScopeState> = await ports.state.listScopeStates(parent, request.query.cursor);
  const items = await Promise.all(page.items.map((scopeState) => viewOfState(scopeState, ports)));
  return { status: 200, body: { items, ...(page.cursor !== undefined && { cursor: page.cursor }) } };
}

async function viewOfState(scopeState: ScopeState, ports: Ports): Promise<ScopeView> {
  const scope = parseScope(scopeState.scope);
  if (scope === undefined) throw new PlinthError('Internal', `the state holds a scope state of "${scopeState.scope}"`);
  return scopeView({ scope, scopeState, spec: await ports.state.readSpec(scopeState.scope) }, ports);
}

interface Found {
  readonly scope: Scope;
  readonly scopeState: ScopeState | undefined;
  readonly spec: SpecRecord | undefined;
}

async function scopeView(found: Found, ports: Ports): Promise<ScopeView> {
  const { scope, scopeState, spec } = found;
  const stacks = Object.entries(scopeState?.stacks ?? {});
  const url = await urlOf(found, ports);
  return {
    scope: scopePath(scope),
    status: scopeState?.status ?? 'provisioning',
    spec: spec?.spec ?? null,
    ...(scopeState?.live !== undefined && { live: await liveView(scopeState, ports) }),
    stacks: Object.fromEntries(
      stacks.map(([component, { stackName, stackId, status, data }]) => [
        component,
        { stackName, stackId, status, data },
      ]),
    ),
    outputs: Object.fromEntries(stacks.flatMap(([, stack]) => Object.entries(stack.outputs))),
    ...(url !== undefined && { url }),
    lockedBy: await holders(scope, scopeState, ports),
    ...(scopeState?.lastOperation !== undefined && { lastOperation: scopeState.lastOperation }),
    ...(scopeState?.failure !== undefined && { failure: scopeState.failure }),
    updatedAt: scopeState?.updatedAt ?? spec?.updatedAt ?? '',
  };
}

async function liveView(scopeState: ScopeState, ports: Ports) {
  if (scopeState.live === undefined) return undefined;
  const release = await ports.state.readRelease(scopeState.scope, scopeState.live.release);
  return { ...scopeState.live, ...(release && { image: release.image, digest: release.digest }) };
}

/** An application's lock is its part of its environment's. */
async function holders(scope: Scope, scopeState: ScopeState | undefined, ports: Ports): Promise<ScopeView['lockedBy']> {
  const parent = scope.layer === 'application' ? parentScope(scope) : undefined;
  const lock = parent === undefined ? scopeState?.lock : (await ports.state.readScopeState(scopePath(parent)))?.lock;
  if (lock === undefined) return [];
  const mine =
    scope.layer === 'application' ? [lock.exclusive, own(lock.holders, scope.application)] : lockHolders(lock);
  return mine.flatMap((holder) =>
    holder ? [{ operationId: holder.operationId, by: holder.by, since: holder.since }] : [],
  );
}

async function urlOf({ scope, scopeState, spec }: Found, ports: Ports): Promise<string | undefined> {
  if (scope.layer !== 'application') return undefined;
  const wanted = ApplicationSpec.safeParse(spec?.spec).data;
  const environment = await ports.state.readScopeState(`environments/${scope.environment}`);
  return wanted && applicationUrl(wanted, { application: scopeState, environment });
}
