import type { Release, Slot } from '../entities.ts';
import { allReadable } from '../plan/all-readable.ts';
import type { Ports } from '../ports/index.ts';
import type { ReleaseContext } from './release-context.ts';
import { type ResolvedRelease, releaseScope } from './resolved-release.ts';
import type { Strategy } from './shift-schedule.ts';

/** Releases whose tasks may still run: no operation waits until the stack of a failed release is deleted. */
const MAY_RUN: ReadonlySet<Release['status']> = new Set(['placed', 'standby', 'failed', 'superseded']);

interface ChosenSlot {
  readonly slot: Slot;
  readonly number: number;
  readonly strategy: Strategy;
  /** Name of a release's workload. */
  readonly nameOf: (number: number) => string;
}

/**
 * Other releases of the slot, whose tasks must stop before this one gets traffic; also those that an earlier operation failed to
 * delete. A release that replaces in place shares the slot with the live one, which is deleted afterwards, except under
 * `recreate`.
 */
export async function occupantsOf(
  { operation, scopeState, snapshot }: ReleaseContext,
  { slot, number, strategy, nameOf }: ChosenSlot,
  ports: Pick<Ports, 'state'>,
): Promise<ResolvedRelease['occupants']> {
  const items = allReadable(await ports.state.listReleases(operation.scope));
  const withStacks = new Set(
    snapshot.children.filter(({ stacks }) => Object.keys(stacks).length > 0).map((child) => child.scope),
  );
  const isDeletedFirst = (release: Release) =>
    release.number === scopeState.live?.release
      ? strategy === 'recreate'
      : (MAY_RUN.has(release.status) && !release.removed) ||
        withStacks.has(releaseScope({ application: operation.scope, number: release.number }));
  const isInTheWay = (release: Release) =>
    release.slot === slot || (strategy === 'recreate' && release.number === scopeState.live?.release);
  return items
    .filter((release) => isInTheWay(release) && release.number !== number && isDeletedFirst(release))
    .map((release) => ({ number: release.number, name: nameOf(release.number) }));
}
