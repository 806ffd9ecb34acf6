import type { ScopeState } from '../entities.ts';
import type { Ports } from '../ports/index.ts';
import { parseScope, type Scope, scopePath } from '../scope.ts';
import { ApplicationSpec } from '../spec/application-spec.ts';
import { BaseSpec } from '../spec/base-spec.ts';
import { EnvironmentSpec } from '../spec/environment-spec.ts';
import type { ScopeSpec } from '../spec/scope-spec.ts';
import { allScopeStates } from './all-scope-states.ts';
import { type Builder, builderOf } from './parent-operation.ts';

/** What is known about a scope and those around it. */
export interface Snapshot {
  readonly base: ScopeState | undefined;
  readonly baseSpec: BaseSpec;
  readonly environment: ScopeState | undefined;
  readonly environmentSpec: EnvironmentSpec;
  readonly application: ScopeState | undefined;
  readonly applicationSpec: ApplicationSpec | undefined;
  /** Scope states of the scopes inside: environments and their applications, applications, or releases. */
  readonly children: readonly ScopeState[];
  /** What the applications inside use, by their paths. */
  readonly usesByChild: ReadonlyMap<string, readonly string[]>;
  /** Components of the application's own that its live and standby releases were made with. */
  readonly attached: readonly string[];
  /** Operations that provision the scopes around this one right now. */
  readonly builders: readonly Builder[];
}

/** Reads a scope, its parents and what stands in it. Specs that were never given are the empty ones. */
export async function readSnapshot(scope: Scope, ports: Pick<Ports, 'state'>): Promise<Snapshot> {
  const environment = scope.layer === 'base' ? undefined : `environments/${scope.environment}`;
  const application = 'application' in scope ? `${environment}/applications/${scope.application}` : undefined;
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
    builders: [base, outer].flatMap(({ builder }) => builder ?? []),
    children,
    usesByChild: await readUses(children, ports),
    attached:
      scope.layer === 'application' && inner.scopeState ? await attachedComponents(inner.scopeState, ports) : [],
  };
}

/** The facts with a spec that was asked for and is not written yet. */
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

interface Found {
  readonly scopeState: ScopeState | undefined;
  readonly spec: Readonly<Record<string, unknown>> | undefined;
  readonly builder?: Builder | undefined;
}

async function readScope(path: string | undefined, ports: Pick<Ports, 'state'>): Promise<Found> {
  if (path === undefined) return { scopeState: undefined, spec: undefined };
  const [scopeState, record] = await Promise.all([ports.state.readScopeState(path), ports.state.readSpec(path)]);
  return { scopeState, spec: record?.spec };
}

/** An operation settles its scope state before it ends, so a scope state that is read after the end is final. */
async function readParent(path: string, ports: Pick<Ports, 'state'>): Promise<Found> {
  const seen = await readScope(path, ports);
  const builder = seen.scopeState && (await builderOf(seen.scopeState, ports));
  if (builder || seen.scopeState?.status !== 'provisioning') return { ...seen, builder };
  return { ...(await readScope(path, ports)), builder };
}

/** Applications build on the base too, and keep data when their environment keeps nothing. */
async function readChildren(scope: Scope, ports: Pick<Ports, 'state'>): Promise<readonly ScopeState[]> {
  if (scope.layer === 'release') return [];
  const children = await allScopeStates(scopePath(scope), ports);
  if (scope.layer !== 'base') return children;
  const applications = await Promise.all(children.map((environment) => allScopeStates(environment.scope, ports)));
  return [...children, ...applications.flat()];
}

/** Of applications that stand: one that was retired uses nothing. */
async function readUses(
  children: readonly ScopeState[],
  ports: Pick<Ports, 'state'>,
): Promise<Snapshot['usesByChild']> {
  const standing = children.filter(
    (scopeState) => scopeState.status !== 'retired' && parseScope(scopeState.scope)?.layer === 'application',
  );
  const uses = await Promise.all(standing.map((scopeState) => usesOf(scopeState, ports)));
  return new Map(standing.map(({ scope }, n) => [scope, uses[n] ?? []]));
}

/** As its spec says, and as what is live or stands by was released with. */
async function usesOf(scopeState: ScopeState, ports: Pick<Ports, 'state'>): Promise<readonly string[]> {
  const [wanted, released] = await Promise.all([
    ports.state.readSpec(scopeState.scope),
    releasedSpecs(scopeState, ports),
  ]);
  const specs = [ApplicationSpec.safeParse(wanted?.spec ?? {}).data, ...released];
  return [...new Set(specs.flatMap((spec) => spec?.uses ?? []))];
}

async function attachedComponents(scopeState: ScopeState, ports: Pick<Ports, 'state'>): Promise<readonly string[]> {
  const specs = await releasedSpecs(scopeState, ports);
  return [...new Set(specs.flatMap((spec) => Object.keys(spec.components)))];
}

/** What is live, or stands by, was released with these. */
async function releasedSpecs(
  { scope, live }: ScopeState,
  ports: Pick<Ports, 'state'>,
): Promise<readonly ApplicationSpec[]> {
  const numbers = [live?.release, live?.previousRelease].filter((number) => number !== undefined);
  const releases = await Promise.all(numbers.map((number) => ports.state.readRelease(scope, number)));
  const running = releases.filter((release) => release?.status === 'live' || release?.status === 'standby');
  return running.flatMap((release) => ApplicationSpec.safeParse(release?.spec ?? {}).data ?? []);
}
