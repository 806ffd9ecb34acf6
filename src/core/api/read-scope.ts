import { applicationUrl } from '../converge/application-url.ts';
import type { Attention, ScopeState, SpecRecord, StackRecord } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { lockHolders } from '../lock/lock.ts';
import { own } from '../own.ts';
import { allScopeStates } from '../plan/all-scope-states.ts';
import type { Ports } from '../ports/index.ts';
import { keyInBase, parentScope, parseScope, repositories, type Scope, scopePath } from '../scope.ts';
import { ApplicationSpec } from '../spec/application-spec.ts';
import { automationView } from './automation-view.ts';
import type { ApiRequest, ApiResponse } from './exchange.ts';
import { pageResponse } from './page.ts';
import { listItemsDefault } from './parameters.ts';
import { pathScope } from './path-scope.ts';
import type { ScopeSummary, ScopeView } from './views/scope.ts';

/** `GET` of a base, an environment or an application. Its ETag is the spec's version. */
export async function readScope(request: ApiRequest, ports: Ports): Promise<ApiResponse> {
  const scope = pathScope(request);
  const path = scopePath(scope);
  const parent = scope.layer === 'application' ? parentScope(scope) : undefined;
  const [scopeState, spec, parentState] = await Promise.all([
    ports.state.readScopeState(path),
    ports.state.readSpec(path),
    parent && ports.state.readScopeState(scopePath(parent)),
  ]);
  if (scopeState === undefined && spec === undefined) throw new PlinthError('NotFound', `${path} does not exist`);
  const body = await scopeView({ scope, scopeState, spec, parentState }, ports);
  return { status: 200, body, headers: { etag: `"${spec?.version ?? 0}"` } };
}

/** `GET` of all environments, or of all applications in one, as summaries. */
export async function listScopes(request: ApiRequest, ports: Ports): Promise<ApiResponse> {
  const parent = scopePath(pathScope(request));
  const { cursor, limit = listItemsDefault } = request.query;
  const parentState = await ports.state.readScopeState(parent);
  if (parent !== 'base' && parentState === undefined) throw new PlinthError('NotFound', `${parent} does not exist`);
  const { items, unreadable = [], ...next } = await ports.state.listScopeStates(parent, { cursor, limit });
  const skipped = [...unreadable];
  const summaries = await Promise.all(
    items
      .map(async (scopeState) => {
        const scope = parseScope(scopeState.scope);
        if (scope === undefined) throw new PlinthError('Internal', `"${scopeState.scope}" is not the path of a scope`);
        const spec = scope.layer === 'application' ? await ports.state.readSpec(scopeState.scope) : undefined;
        return scopeSummary({ scope, scopeState, spec, parentState }, ports);
      })
      .map((summary) => summary.catch((error: unknown) => skip(error, skipped))),
  );
  const page = { items: summaries.filter((summary) => summary !== undefined), ...next };
  return pageResponse(skipped.length > 0 ? { ...page, unreadable: skipped } : page, (summary) => summary);
}

/** A summary whose spec cannot be read is left out of its list, and its key is reported. */
function skip(error: unknown, skipped: string[]): undefined {
  const { unreadable } = error instanceof PlinthError ? error.extra : {};
  if (!Array.isArray(unreadable)) throw error;
  skipped.push(...unreadable.map(String));
}

interface Recorded {
  readonly scope: Scope;
  readonly scopeState: ScopeState | undefined;
  readonly spec: SpecRecord | undefined;
  /** The state of an application's environment, which has its lock and its host names. */
  readonly parentState: ScopeState | undefined;
}

async function scopeView(recorded: Recorded, ports: Ports): Promise<ScopeView> {
  const { scopeState, spec } = recorded;
  const stacks = Object.entries(scopeState?.stacks ?? {});
  const summary = await scopeSummary(recorded, ports);
  return {
    ...summary,
    spec: spec?.spec ?? null,
    stacks: Object.fromEntries(
      [...stacks, ...(await repositoryStacks(recorded, ports))].map(
        ([stackKey, { stackName, stackId, status, data }]) => [stackKey, { stackName, stackId, status, data }],
      ),
    ),
    outputs: Object.fromEntries(stacks.flatMap(([, stack]) => Object.entries(stack.outputs))),
    recorded: { status: scopeState?.status ?? 'provisioning', updatedAt: scopeState?.updatedAt ?? '' },
    ...(await automationView(recorded.scope, summary.live?.digest, ports)),
    ...(await observedView(recorded.scope, ports)),
    ...(scopeState?.failure !== undefined && { failure: scopeState.failure }),
  };
}

/** The base shows the stacks of its image repositories too. */
async function repositoryStacks({ scope }: Recorded, ports: Ports): Promise<[string, StackRecord][]> {
  if (scope.layer !== 'base') return [];
  const found = await allScopeStates(repositories, ports);
  return found.flatMap(({ scope: path, stacks }) => {
    const repository = parseScope(path);
    return Object.entries(stacks).map(([name, record]): [string, StackRecord] => [keyInBase(repository, name), record]);
  });
}

async function scopeSummary(recorded: Recorded, ports: Ports): Promise<ScopeSummary> {
  const { scope, scopeState, spec } = recorded;
  const url = urlOf(recorded);
  return {
    scope: scopePath(scope),
    status: statusOf(scopeState),
    ...(scopeState?.attention !== undefined && { attention: attentionView(scopeState.attention) }),
    ...(scopeState?.live !== undefined && { live: await liveView(scopeState, ports) }),
    ...(url !== undefined && { url }),
    lockedBy: lockedBy(recorded),
    ...(scopeState?.lastOperation !== undefined && { lastOperation: scopeState.lastOperation }),
    updatedAt: scopeState?.updatedAt ?? spec?.updatedAt ?? '',
  };
}

/** A scope is called ready only where nothing that was observed since contradicts it. */
function statusOf(scopeState: ScopeState | undefined): ScopeSummary['status'] {
  const { status = 'provisioning', attention } = scopeState ?? {};
  return status === 'ready' && attention ? attention.kind : status;
}

function attentionView({ kind, reason, since, commands }: Attention): ScopeSummary['attention'] {
  return { kind, reason, since, commands };
}

/** An application is observed with its environment. */
async function observedView(scope: Scope, ports: Pick<Ports, 'state'>): Promise<Pick<ScopeView, 'observed'>> {
  const place = 'environment' in scope ? `environments/${scope.environment}` : 'base';
  const observation = await ports.state.readObservation(place);
  const found = own(observation?.scopes ?? {}, scopePath(scope));
  if (!observation || !found) return {};
  return { observed: { ...found, at: observation.at, unread: observation.unread } };
}

async function liveView(scopeState: ScopeState, ports: Ports) {
  if (scopeState.live === undefined) return undefined;
  const release = await ports.state.readRelease(scopeState.scope, scopeState.live.release);
  return { ...scopeState.live, ...(release && { image: release.image, digest: release.digest }) };
}

/** An application's lock is its part of its environment's. */
function lockedBy({ scope, scopeState, parentState }: Recorded): ScopeSummary['lockedBy'] {
  const isApplication = scope.layer === 'application';
  const lock = isApplication ? parentState?.lock : scopeState?.lock;
  if (lock === undefined) return [];
  const holders = isApplication ? [lock.exclusive, own(lock.holders, scope.application)] : lockHolders(lock);
  return holders.flatMap((holder) =>
    holder ? [{ operationId: holder.operationId, by: holder.by, since: holder.since }] : [],
  );
}

function urlOf({ scope, scopeState, spec, parentState }: Recorded): string | undefined {
  if (scope.layer !== 'application') return undefined;
  const wanted = ApplicationSpec.safeParse(spec?.spec).data;
  return wanted && applicationUrl(wanted, { application: scopeState, environment: parentState });
}
