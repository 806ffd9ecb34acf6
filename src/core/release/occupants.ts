import type { Release, Slot } from '../entities.ts';
import type { Ports } from '../ports/index.ts';
import { replacesInPlace } from './choose-slot.ts';
import type { ReleaseContext } from './release-context.ts';
import { type ReleaseFacts, releaseScope, serviceName } from './release-facts.ts';

/** Releases whose tasks may still be somewhere: those that failed were deleted and may not be gone yet. */
const LEAVING: ReadonlySet<Release['status']> = new Set(['placed', 'standby', 'failed', 'superseded']);

interface Placed {
  readonly slot: Slot;
  readonly number: number;
}

/**
 * Other releases in the slot, which must leave it before this one gets traffic; also those that an earlier operation
 * wanted to delete and could not. A release that replaces in place shares the slot with the live one, which leaves only
 * afterwards, except under `recreate`.
 */
export async function occupantsOf(
  { operation, head, spec, scope, facts }: ReleaseContext,
  { slot, number }: Placed,
  ports: Pick<Ports, 'state'>,
): Promise<ReleaseFacts['occupants']> {
  const { items } = await ports.state.listReleases(operation.scope);
  const { strategy } = spec.release;
  const standing = new Set(
    facts.inside.filter(({ stacks }) => Object.keys(stacks).length > 0).map((inside) => inside.scope),
  );
  const goesFirst = (release: Release) =>
    release.number === head.live?.release
      ? replacesInPlace(strategy) && strategy === 'recreate'
      : LEAVING.has(release.status) ||
        standing.has(releaseScope({ application: operation.scope, number: release.number }));
  return items
    .filter((release) => release.slot === slot && release.number !== number && goesFirst(release))
    .map((release) => ({ number: release.number, service: serviceName(scope.application, release.number) }));
}
