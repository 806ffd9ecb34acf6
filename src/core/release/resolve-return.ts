import { z } from 'zod';
import type { Release } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { supersedeWaiting } from '../operation/supersede-waiting.ts';
import type { Settings } from '../ports/index.ts';
import { ApplicationSpec } from '../spec/application-spec.ts';
import { aroundRelease, workloadName } from './around-release.ts';
import { healthGate } from './health-gate.ts';
import { type GatePorts, readView } from './read-view.ts';
import { type ReleaseContext, withSpec } from './release-context.ts';
import type { ReleaseFacts } from './release-facts.ts';
import { factsOf, type PlacingPorts } from './resolve-release.ts';
import { slotWeights } from './shift-schedule.ts';

/** `release`: the one that a person pointed at. */
const ReturnRequest = z.object({ release: z.number().int().optional() });

export type ReturnPorts = PlacingPorts & GatePorts;

/**
 * A toggle or a roll back: straight to Shift while the wanted release is warm. A roll back to one that is gone places its
 * digest again, as a release of its own. Undefined: it is live already. Errors: NothingToRollBack, ReleaseNotFound, and
 * ReleaseFailed for a toggle to a release that is not healthy.
 */
export async function resolveReturn(context: ReleaseContext, ports: ReturnPorts): Promise<ReleaseFacts | undefined> {
  const number = wantedNumber(context);
  if (number === context.scopeState.live?.release) return undefined;
  const release = await ports.state.readRelease(context.operation.scope, number);
  if (!release) throw new PlinthError('ReleaseNotFound', `${context.operation.scope} has no release ${number}`);
  const facts = warmFacts(context, release, ports.settings);
  const gate =
    release.status === 'standby'
      ? healthGate(await readView(facts, ports))
      : { kind: 'wait' as const, reason: `it is ${release.status}` };
  if (gate.kind === 'ready') return facts;
  if (context.operation.kind === 'toggle') {
    throw new PlinthError('ReleaseFailed', `release ${number} cannot take traffic: ${gate.reason}`);
  }
  // What waits for its approval may wait in the very slot.
  if (!context.operation.planOnly) await supersedeWaiting(context.operation, ports);
  const image = { digest: release.digest, uri: release.imageUri };
  // Nobody waits for an approval of what was live before, and its migration ran then: the data is newer by now.
  const { migrate: _, ...placed } = await factsOf(
    asItWas(context, release),
    { name: release.image, facts: image },
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
function warmFacts(context: ReleaseContext, release: Release, settings: Settings): ReleaseFacts {
  const around = aroundRelease(context, settings);
  return {
    ...around,
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
    name: workloadName(context, { workload: around.workload, number: release.number }, settings),
  };
}
