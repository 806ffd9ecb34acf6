import type { Release, Slot } from '../entities.ts';
import type { Ports } from '../ports/index.ts';
import type { ReleaseContext } from './release-context.ts';
import { type ResolvedRelease, releaseScope } from './resolved-release.ts';
import type { Strategy } from './shift-schedule.ts';

/** Releases whose tasks may still be somewhere: those that failed are being deleted, and nobody waits for that. */
const LEAVING: ReadonlySet<Release['status']> = new Set(['placed', 'standby', 'failed', 'superseded']);

interface Placed {
  readonly slot: Slot;
  readonly number: number;
  readonly strategy: Strategy;
  /** Name of a release's workload. */
  readonly nameOf: (number: number) => string;
}

/**
 * Other releases in the slot, which must leave it before this one gets traffic; also those that an earlier operation
 * wanted to delete and could not. A release that replaces in place shares the slot with the live one, which leaves only
 * afterwards, except under `recreate`.
 */
export async function occupantsOf(
  { operation, scopeState, snapshot }: ReleaseContext,
  { slot, number, strategy, nameOf }: Placed,
  ports: Pick<Ports, 'state'>,
): Promise<ResolvedRelease['occupants']> {
  const { items } = await ports.state.listReleases(operation.scope);
  const standing = new Set(
    snapshot.children.filter(({ stacks }) => Object.keys(stacks).length > 0).map((child) => child.scope),
  );
  const goesFirst = (release: Release) =>
    release.number === scopeState.live?.release
      ? strategy === 'recreate'
      : (LEAVING.has(release.status) && !release.removed) ||
        standing.has(releaseScope({ application: operation.scope, number: release.number }));
  return items
    .filter((release) => release.slot === slot && release.number !== number && goesFirst(release))
    .map((release) => ({ number: release.number, name: nameOf(release.number) }));
}
