import { z } from 'zod';
import type { Release } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { supersedeWaiting } from '../operation/supersede-waiting.ts';
import type { Settings } from '../ports/index.ts';
import { ApplicationSpec } from '../spec/application-spec.ts';
import { releaseHealth } from './health.ts';
import { type ObservePorts, observeRelease } from './observe-release.ts';
import { type ReleaseContext, withSpec } from './release-context.ts';
import { releaseParents, workloadName } from './release-parents.ts';
import { type PlacingPorts, resolvedPlacement } from './resolve-release.ts';
import type { ResolvedRelease } from './resolved-release.ts';
import { slotWeights } from './shift-schedule.ts';

/** `release`: the one that a person pointed at. */
const ReturnRequest = z.object({ release: z.number().int().optional() });

export type ReturnPorts = PlacingPorts & ObservePorts;

/**
 * A toggle or a roll back: straight to Shift while the wanted release is warm. A roll back to one that is gone places its
 * digest again, as a release of its own. Undefined: it is live already. Errors: NothingToRollBack, ReleaseNotFound, and
 * ReleaseFailed for a toggle to a release that is not healthy.
 */
export async function resolveReturn(context: ReleaseContext, ports: ReturnPorts): Promise<ResolvedRelease | undefined> {
  const number = wantedNumber(context);
  if (number === context.scopeState.live?.release) return undefined;
  const release = await ports.state.readRelease(context.operation.scope, number);
  if (!release) throw new PlinthError('ReleaseNotFound', `${context.operation.scope} has no release ${number}`);
  const resolved = resolvedWarm(context, release, ports.settings);
  const health =
    release.status === 'standby'
      ? releaseHealth(await observeRelease(resolved, ports))
      : { kind: 'starting' as const, reason: `it is ${release.status}` };
  if (health.kind === 'healthy') return resolved;
  if (context.operation.kind === 'toggle') {
    throw new PlinthError('ReleaseFailed', `release ${number} cannot take traffic: ${health.reason}`);
  }
  // What waits for its approval may wait in the very slot.
  if (!context.operation.planOnly) await supersedeWaiting(context.operation, ports);
  const image = { digest: release.digest, uri: release.imageUri };
  // Nobody waits for an approval of what was live before, and its migration ran then: the data is newer by now.
  const { migrate: _, ...placed } = await resolvedPlacement(
    asItWas(context, release),
    { name: release.image, resolved: image },
    ports,
  );
  return { ...placed, approval: false };
}

/** With the size, the variables and the secrets of then; how it is put live is decided by what holds today. */
function asItWas(context: ReleaseContext, release: Release): ReleaseContext {
  const then = ApplicationSpec.safeParse(release.spec);
  return withSpec(context, then.success ? { ...then.data, release: context.spec.release } : undefined);
}

/** A roll back of the live release goes to the one before it; of any other, to that one. */
function wantedNumber({ operation, scopeState }: ReleaseContext): number {
  const { release } = ReturnRequest.parse(operation.request);
  const { live } = scopeState;
  if (operation.kind === 'toggle' && release !== undefined) return release;
  if (release !== undefined && release !== live?.release) return release;
  if (live?.previousRelease !== undefined) return live.previousRelease;
  throw new PlinthError('NothingToRollBack', `${operation.scope} has no release that was live before`);
}

/** It ran with traffic before, so nothing is tried on it anew: all of the traffic goes at once. */
function resolvedWarm(context: ReleaseContext, release: Release, settings: Settings): ResolvedRelease {
  const parents = releaseParents(context, settings);
  return {
    ...parents,
    number: release.number,
    image: release.image,
    imageUri: release.imageUri,
    digest: release.digest,
    slot: release.slot,
    entry: 'shift',
    occupants: [],
    schedule: [{ weights: slotWeights(release.slot, 100), watchSeconds: 0 }],
    bakeSeconds: 0,
    smoke: [],
    approval: false,
    alarms: [],
    spec: asItWas(context, release).spec,
    name: workloadName(context, { workload: parents.workload, number: release.number }, settings),
  };
}
