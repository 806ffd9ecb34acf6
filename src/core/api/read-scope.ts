import { applicationUrl } from '../converge/application-url.ts';
import type { Head, SpecRecord } from '../entities.ts';
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
  const [head, spec] = await Promise.all([ports.state.readHead(path), ports.state.readSpec(path)]);
  if (head === undefined && spec === undefined) throw new PlinthError('NotFound', `there is no ${path}`);
  const body = await scopeView({ scope, head, spec }, ports);
  return { status: 200, body, headers: { etag: `"${spec?.version ?? 0}"` } };
}

/** `GET` of all environments, or of all applications in one. */
export async function listScopes(request: ApiRequest, ports: Ports): Promise<ApiResponse> {
  const parent = scopePath(pathScope(request));
  if (parent !== 'base' && (await ports.state.readHead(parent)) === undefined) {
    throw new PlinthError('NotFound', `there is no ${parent}`);
  }
  const page: Page<Head> = await ports.state.listHeads(parent, request.query.cursor);
  const items = await Promise.all(page.items.map((head) => viewOfHead(head, ports)));
  return { status: 200, body: { items, ...(page.cursor !== undefined && { cursor: page.cursor }) } };
}

async function viewOfHead(head: Head, ports: Ports): Promise<ScopeView> {
  const scope = parseScope(head.scope);
  if (scope === undefined) throw new PlinthError('Internal', `the state holds a head of "${head.scope}"`);
  return scopeView({ scope, head, spec: await ports.state.readSpec(head.scope) }, ports);
}

interface Found {
  readonly scope: Scope;
  readonly head: Head | undefined;
  readonly spec: SpecRecord | undefined;
}

async function scopeView(found: Found, ports: Ports): Promise<ScopeView> {
  const { scope, head, spec } = found;
  const stacks = Object.entries(head?.stacks ?? {});
  const url = await urlOf(found, ports);
  return {
    scope: scopePath(scope),
    status: head?.status ?? 'provisioning',
    spec: spec?.spec ?? null,
    ...(head?.live !== undefined && { live: await liveView(head, ports) }),
    stacks: Object.fromEntries(
      stacks.map(([component, { stackName, stackId, status, data }]) => [
        component,
        { stackName, stackId, status, data },
      ]),
    ),
    outputs: Object.fromEntries(stacks.flatMap(([, stack]) => Object.entries(stack.outputs))),
    ...(url !== undefined && { url }),
    lockedBy: await holders(scope, head, ports),
    ...(head?.lastOperation !== undefined && { lastOperation: head.lastOperation }),
    ...(head?.failure !== undefined && { failure: head.failure }),
    updatedAt: head?.updatedAt ?? spec?.updatedAt ?? '',
  };
}

async function liveView(head: Head, ports: Ports) {
  if (head.live === undefined) return undefined;
  const release = await ports.state.readRelease(head.scope, head.live.release);
  return { ...head.live, ...(release && { image: release.image, digest: release.digest }) };
}

/** An application's lock is its part of its environment's. */
async function holders(scope: Scope, head: Head | undefined, ports: Ports): Promise<ScopeView['lockedBy']> {
  const parent = scope.layer === 'application' ? parentScope(scope) : undefined;
  const lock = parent === undefined ? head?.lock : (await ports.state.readHead(scopePath(parent)))?.lock;
  if (lock === undefined) return [];
  const mine =
    scope.layer === 'application' ? [lock.exclusive, own(lock.holders, scope.application)] : lockHolders(lock);
  return mine.flatMap((holder) =>
    holder ? [{ operationId: holder.operationId, by: holder.by, since: holder.since }] : [],
  );
}

async function urlOf({ scope, head, spec }: Found, ports: Ports): Promise<string | undefined> {
  if (scope.layer !== 'application') return undefined;
  const wanted = ApplicationSpec.safeParse(spec?.spec).data;
  const environment = await ports.state.readHead(`environments/${scope.environment}`);
  return wanted && applicationUrl(wanted, { application: head, environment });
}
