import { own } from '../own.ts';
import type { WantedStack } from '../plan/placement.ts';
import { placementOf } from '../plan/placement-of.ts';
import type { Snapshot } from '../plan/snapshot.ts';
import { isUsable } from '../plan/stack-record.ts';
import type { Ports } from '../ports/index.ts';
import { keyInBase, parseScope, type Scope, scopePath } from '../scope.ts';
import { repositoryComponent, type WantedComponent, wantedComponents } from '../spec/wanted-components.ts';

type PlanningPorts = Pick<Ports, 'catalogue' | 'settings'>;

/** True for the component that becomes one stack for each application's image repository. */
export function isRepository({ component }: WantedComponent): boolean {
  return component.name === repositoryComponent;
}

/**
 * The image repositories that a plan of the base has: those that its spec names, and those that stand. One that failed and
 * that the spec does not name is left to the application that asks for it: it must not fail the base.
 */
export function plannedRepositories(
  wanted: WantedComponent,
  snapshot: Snapshot,
  ports: PlanningPorts,
): readonly WantedStack[] {
  const standing = snapshot.repositories.flatMap(({ scope: path }) => {
    const scope = parseScope(path);
    return scope?.layer === 'repository' && hasRepository(scope.application, snapshot) ? [scope.application] : [];
  });
  const names = new Set([...snapshot.baseSpec.applications, ...standing]);
  return [...names].sort().map((application) => repositoryStack({ application, wanted }, snapshot, ports));
}

/**
 * The repository that comes with an application: none when it uses an existing one, when there is one, or when the operation
 * that provisions the base creates it.
 */
export function repositoryFor(application: string, snapshot: Snapshot, ports: PlanningPorts): readonly WantedStack[] {
  const { baseSpec, applicationSpec, parentOperations } = snapshot;
  if (applicationSpec?.repository !== undefined || hasRepository(application, snapshot)) return [];
  const isBaseUnderWay = parentOperations.some(({ scope }) => scope === 'base');
  if (isBaseUnderWay && baseSpec.applications.includes(application)) return [];
  return wantedComponents({ layer: 'base', spec: baseSpec }, ports.catalogue)
    .filter(isRepository)
    .map((wanted) => repositoryStack({ application, wanted }, snapshot, ports));
}

function hasRepository(application: string, { repositories }: Snapshot): boolean {
  const path = scopePath(scopeOf(application));
  const record = repositories.flatMap(({ scope, stacks }) =>
    scope === path ? (own(stacks, repositoryComponent) ?? []) : [],
  )[0];
  return record !== undefined && isUsable(record);
}

function repositoryStack(
  { application, wanted }: { readonly application: string; readonly wanted: WantedComponent },
  snapshot: Snapshot,
  { settings }: PlanningPorts,
): WantedStack {
  const scope = scopeOf(application);
  return {
    ...wanted,
    placement: placementOf(scope, snapshot, settings),
    stackKey: keyInBase(scope, repositoryComponent),
    recordedIn: snapshot.repositories.filter((found) => found.scope === scopePath(scope)),
  };
}

function scopeOf(application: string): Scope {
  return { layer: 'repository', application };
}
