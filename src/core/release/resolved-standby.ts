import type { Release } from '../entities.ts';
import type { Settings } from '../ports/index.ts';
import { ApplicationSpec } from '../spec/application-spec.ts';
import { type ReleaseContext, withSpec } from './release-context.ts';
import { releaseParents, workloadName } from './release-parents.ts';
import type { ResolvedRelease } from './resolved-release.ts';
import { slotWeights } from './shift-schedule.ts';

/** With the release's own size, variables and secrets. How it goes live is what the application's spec says today. */
export function withSpecOf(context: ReleaseContext, release: Release): ReleaseContext {
  const own = ApplicationSpec.safeParse(release.spec);
  return withSpec(context, own.success ? { ...own.data, release: context.spec.release } : undefined);
}

/** It served users before, so it passes no gate again, and all traffic moves in one step. */
export function resolvedStandby(context: ReleaseContext, release: Release, settings: Settings): ResolvedRelease {
  return {
    ...resolvedWithoutGates(context, release, settings),
    entry: 'shift',
    schedule: [{ weights: slotWeights(release.slot, 100), watchSeconds: 0 }],
    spec: withSpecOf(context, release).spec,
  };
}

/** A release that was placed before and passes no gate, without what becomes of it. */
export function resolvedWithoutGates(
  context: ReleaseContext,
  { number, image, imageUri, digest, slot }: Release,
  settings: Settings,
): Omit<ResolvedRelease, 'entry' | 'schedule'> {
  const parents = releaseParents(context, settings);
  return {
    ...parents,
    number,
    image,
    imageUri,
    digest,
    slot,
    occupants: [],
    bakeSeconds: 0,
    smoke: [],
    approval: false,
    alarms: [],
    name: workloadName(context, { workload: parents.workload, number }, settings),
  };
}
