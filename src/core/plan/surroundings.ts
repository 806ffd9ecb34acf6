import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Surroundings } from '../catalogue/required-components.ts';
import { type Placed, standIns } from '../catalogue/stand-ins.ts';
import type { ScopeState, StackRecord } from '../entities.ts';
import { isMainComponent } from '../spec/wanted-components.ts';
import type { UnderConstruction, WantedStack } from './place.ts';
import { isUsable } from './stack-record.ts';

/** What a plan finds, and what it is to make. */
export interface Site {
  readonly catalogue: Catalogue;
  readonly wanted: readonly WantedStack[];
  /** The state of the scope itself. */
  readonly scopeState: ScopeState | undefined;
  readonly scopeStates: readonly ScopeState[];
  readonly sites?: readonly UnderConstruction[];
  readonly allow: readonly string[];
}

/** What is wanted here, what stands here and around and does not leave, and what others are building around. */
export function plannedSurroundings(site: Site): Surroundings {
  const { catalogue, wanted, scopeStates, sites = [] } = site;
  const wantedNames = new Set(wanted.map(({ component }) => component.name));
  const isMade = (name: string) => wantedNames.has(name) || sites.some(({ components }) => components.has(name));
  const staying = scopeStates.flatMap((scopeState) => {
    const isOwn = scopeState.scope === site.scopeState?.scope;
    const left = Object.values(scopeState.stacks).filter(({ component }) => !isMade(component));
    return left.filter((record) => isUsable(record) && !(isOwn && leaves(record, site)));
  });
  const stayingNames = new Set(staying.map(({ component }) => component));
  const here = wanted.map(({ component, values }): Placed => ({ component, parameters: values }));
  const meets = new Map([
    ...standIns(placedOf(staying, catalogue)),
    ...sites.flatMap((other) => [...other.standIns]),
    ...standIns(here),
  ]);
  const usesOf = new Map(wanted.map(({ component, uses }) => [component.name, uses]));
  return {
    has: (name) => isMade(name) || stayingNames.has(name),
    standIn: (name) => meets.get(name) ?? name,
    uses: (name) => usesOf.get(name) ?? [],
  };
}

/** What stacks that are on record require of each other: an application's main one took the gifts of all others. */
export function recordedSurroundings(records: readonly StackRecord[], catalogue: Catalogue): Surroundings {
  const names = new Set(records.map(({ component }) => component));
  const meets = standIns(placedOf(records, catalogue));
  const giving = [...names].filter((name) => {
    const component = catalogue.component(name);
    return component?.layer === 'application' && component.gives !== undefined;
  });
  return {
    has: (name) => names.has(name),
    standIn: (name) => meets.get(name) ?? name,
    uses: (name) => (isMainComponent(name) ? giving : []),
  };
}

/** A stack of the scope that its spec no longer names goes, unless it holds data that the request does not give up. */
export function leaves({ component, data, stackName }: StackRecord, { wanted, allow }: Pick<Site, 'wanted' | 'allow'>) {
  const isWanted = wanted.some((stack) => stack.component.name === component);
  return !isWanted && (!data || allow.includes(stackName));
}

function placedOf(records: readonly StackRecord[], catalogue: Catalogue): readonly Placed[] {
  return records.flatMap(({ component: name, parameters }) => {
    const component = catalogue.component(name);
    return component ? [{ component, parameters }] : [];
  });
}
