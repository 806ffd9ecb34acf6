import type { ScopeState } from '../entities.ts';
import { forEachBounded } from '../for-each-bounded.ts';
import type { Ports } from '../ports/index.ts';
import { repositories, type Scope, scopePath } from '../scope.ts';
import { ApplicationSpec } from '../spec/application-spec.ts';
import { BaseSpec } from '../spec/base-spec.ts';
import { EnvironmentSpec } from '../spec/environment-spec.ts';
import type { ScopeSpec } from '../spec/scope-spec.ts';
import { allScopeStates } from './all-scope-states.ts';
import { type ParentOperation, parentOperation } from './parent-operation.ts';

/** What was read of a scope, its parents and its children at the start of a step. */
export interface Snapshot {
  readonly base: ScopeState | undefined;
  readonly baseSpec: BaseSpec;
  readonly environment: ScopeState | undefined;
  readonly environmentSpec: EnvironmentSpec;
  readonly application: ScopeState | undefined;
  readonly applicationSpec: ApplicationSpec | undefined;
  /** That of the live release, where its stacks have to be made again. */
  readonly liveSpec?: ApplicationSpec | undefined;
  /** States of the scopes below: environments and their applications, applications, or releases. */
  readonly children: readonly ScopeState[];
  /** States of image repositories: all of them for the base, and an application's own. */
  readonly repositories: readonly ScopeState[];
  /** The specs that the application's live and standby releases were placed with. */
  readonly released: readonly ApplicationSpec[];
  /** What the scope has claimed of its parent, as far as the plan needs it. Known where a converge has chosen it. */
  readonly taken: { readonly cidr?: string; readonly rulePriority?: string };
  /** Operations that provision the parents right now. */
  readonly parentOperations: readonly ParentOperation[];
}

/** Reads a scope, its parents and its children. A spec that was never given is the empty one. */
export async function readSnapshot(scope: Scope, ports: Pick<Ports, 'state'>): Promise<Snapshot> {
  const environment = 'environment' in scope ? `environments/${scope.environment}` : undefined;
  const application =
    environment && 'application' in scope ? `${environment}/applications/${scope.application}` : undefined;
  const [base, outer, inner] = await Promise.all([
    scope.layer === 'base' ? readScope('base', ports) : readParent('base', ports),
    application === undefined ? readScope(environment, ports) : readParent(`${environment}`, ports),
    readScope(application, ports),
  ]);
  const children = await readChildren(scope, ports);
  return {
    base: base.scopeState,
    baseSpec: BaseSpec.parse(base.spec ?? {}),
    environment: outer.scopeState,
    environmentSpec: EnvironmentSpec.parse(outer.spec ?? {}),
    application: inner.scopeState,
    applicationSpec: inner.spec && ApplicationSpec.parse(inner.spec),
    parentOperations: [base, outer].flatMap(({ underWay }) => underWay ?? []),
    children,
    taken: {},
    repositories: await readRepositories(scope, ports),
    released: scope.layer === 'application' && inner.scopeState ? await releasedSpecs(inner.scopeState, ports) : [],
  };
}

/** The snapshot with a spec that was asked for and is not written yet. */
export function withSpec(snapshot: Snapshot, wanted: ScopeSpec): Snapshot {
  switch (wanted.layer) {
    case 'base':
      return { ...snapshot, baseSpec: wanted.spec };
    case 'environment':
      return { ...snapshot, environmentSpec: wanted.spec };
    case 'application':
      return { ...snapshot, applicationSpec: wanted.spec };
  }
}

interface ReadScope {
  readonly scopeState: ScopeState | undefined;
  readonly spec: Readonly<Record<string, unknown>> | undefined;
  readonly underWay?: ParentOperation | undefined;
}

async function readScope(path: string | undefined, ports: Pick<Ports, 'state'>): Promise<ReadScope> {
  if (path === undefined) return { scopeState: undefined, spec: undefined };
  const [scopeState, record] = await Promise.all([ports.state.readScopeState(path), ports.state.readSpec(path)]);
  return { scopeState, spec: record?.spec };
}

/** An operation settles its scope state before it ends, so a scope state that is read after the end is final. */
async function readParent(path: string, ports: Pick<Ports, 'state'>): Promise<ReadScope> {
  const parent = await readScope(path, ports);
  const underWay = parent.scopeState && (await parentOperation(parent.scopeState, ports));
  if (underWay || parent.scopeState?.status !== 'provisioning') return { ...parent, underWay };
  return { ...(await readScope(path, ports)), underWay };
}

/** Applications build on the base too, and keep data when their environment keeps nothing. */
async function readChildren(scope: Scope, ports: Pick<Ports, 'state'>): Promise<readonly ScopeState[]> {
  if (scope.layer === 'release') return [];
  const children = await allScopeStates(scopePath(scope), ports);
  if (scope.layer !== 'base') return children;
  const applications = await forEachBounded(children, (environment) => allScopeStates(environment.scope, ports));
  return [...children, ...applications.flat()];
}

async function readRepositories(scope: Scope, ports: Pick<Ports, 'state'>): Promise<readonly ScopeState[]> {
  if (scope.layer === 'base') return allScopeStates(repositories, ports);
  if (scope.layer !== 'application') return [];
  const path = scopePath({ layer: 'repository', application: scope.application });
  return [await ports.state.readScopeState(path)].filter((found) => found !== undefined);
}

/** The specs that the live and the standby release were placed with. */
export async function releasedSpecs(
  { scope, live }: ScopeState,
  ports: Pick<Ports, 'state'>,
): Promise<readonly ApplicationSpec[]> {
  const numbers = [live?.release, live?.previousRelease].filter((number) => number !== undefined);
  const releases = await Promise.all(numbers.map((number) => ports.state.readRelease(scope, number)));
  const running = releases.filter((release) => release?.status === 'live' || release?.status === 'standby');
  return running.flatMap((release) => ApplicationSpec.safeParse(release?.spec ?? {}).data ?? []);
}
