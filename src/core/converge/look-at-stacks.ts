import type { Operation, Release, ScopeState } from '../entities.ts';
import { forEachBounded } from '../for-each-bounded.ts';
import { updateHeldState } from '../operation/operation-lock.ts';
import { own } from '../own.ts';
import type { Ports, Target } from '../ports/index.ts';
import { ApplicationSpec } from '../spec/application-spec.ts';
import { mainComponent } from '../spec/wanted-components.ts';
import { targetOf } from './adopt-stacks.ts';
import { scopeOf } from './converge-context.ts';

export type LookPorts = Pick<Ports, 'state' | 'stacks' | 'existence' | 'time' | 'settings'>;

/** What AWS has of the recorded stacks, by stack id: gone, or the logical ids of resources that are. */
export type Looks = ReadonlyMap<string, 'gone' | readonly string[]>;

/** The live release of an application, when its stacks have to be made again. */
export interface RestoredRelease {
  readonly release: Release;
  readonly spec: ApplicationSpec;
  /** The state of its own stacks, without what is gone. */
  readonly scopeState: ScopeState;
}

export interface Look {
  readonly looks: Looks;
  readonly restored: RestoredRelease | undefined;
}

/**
 * Describes every recorded stack of the scope, and those of an application's live release, with the resources that users depend on.
 * The record of a stack that no longer exists is dropped, so that the plan creates the stack; resources that a stack lacks
 * are noted on its record, so that the plan brings them back.
 * An operation that only plans writes nothing.
 */
export async function lookAtStacks(operation: Operation, ports: LookPorts): Promise<Look> {
  const target = await targetOf(scopeOf(operation), ports);
  const scopeState = await ports.state.readScopeState(operation.scope);
  const { live } = scopeState ?? {};
  const releasePath = live && `${operation.scope}/releases/${live.release}`;
  const [release, releaseState] = await Promise.all([
    live && ports.state.readRelease(operation.scope, live.release),
    releasePath === undefined ? undefined : ports.state.readScopeState(releasePath),
  ]);
  const states = [scopeState, releaseState].filter((state) => state !== undefined);
  const looks = await lookAll(states, target, ports);
  const changed = states.filter((state) => withLooks(state, looks) !== state);
  if (!operation.planOnly) {
    for (const { scope } of changed) {
      await updateHeldState(operation, { scope, decide: (now) => withLooks(now, looks) }, ports);
    }
  }
  return { looks, restored: restoredRelease({ scopeState, release, releaseState }, looks) };
}

/** A state without the records of stacks that are gone, and with what the others lack. The same state where nothing is. */
export function withLooks(state: ScopeState, looks: Looks): ScopeState {
  if (!Object.values(state.stacks).some(({ stackId }) => looks.has(stackId))) return state;
  const stacks = Object.entries(state.stacks).flatMap(([key, record]) => {
    const found = looks.get(record.stackId);
    if (found === 'gone') return [];
    return [[key, found ? { ...record, missing: [...found] } : record] as const];
  });
  return { ...state, stacks: Object.fromEntries(stacks) };
}

async function lookAll(states: readonly ScopeState[], target: Target, ports: LookPorts): Promise<Looks> {
  const ids = states.flatMap(({ stacks }) => Object.values(stacks).map(({ stackId }) => stackId));
  const found = await forEachBounded(
    ids,
    async (stackId): Promise<(readonly [string, 'gone' | readonly string[]])[]> => {
      const observed = await ports.stacks.describe(target, stackId);
      if (!observed || observed.status === 'DELETE_COMPLETE') return [[stackId, 'gone'] as const];
      const missing = await ports.existence.missing(target, await ports.stacks.resources(target, stackId));
      return missing.length === 0 ? [] : [[stackId, missing.map(({ logicalId }) => logicalId)] as const];
    },
  );
  return new Map(found.flat());
}

interface Recorded {
  readonly scopeState: ScopeState | undefined;
  readonly release: Release | undefined;
  readonly releaseState: ScopeState | undefined;
}

/** A live release comes back when something of it is gone, or when what it is bound to is created anew. */
function restoredRelease({ scopeState, release, releaseState }: Recorded, looks: Looks): RestoredRelease | undefined {
  if (!scopeState || !release || !releaseState) return undefined;
  const spec = ApplicationSpec.safeParse(release.spec ?? {}).data;
  if (!spec) return undefined;
  const main = own(scopeState.stacks, mainComponent(spec.type));
  const isWhole = withLooks(releaseState, looks) === releaseState && Object.keys(releaseState.stacks).length > 0;
  if (isWhole && (!main || looks.get(main.stackId) !== 'gone')) return undefined;
  return { release, spec, scopeState: withLooks(releaseState, looks) };
}
