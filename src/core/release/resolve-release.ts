import type { Release, Slot } from '../entities.ts';
import { updateHeldState } from '../operation/operation-lock.ts';
import { supersedeWaiting } from '../operation/supersede-waiting.ts';
import type { Ports } from '../ports/index.ts';
import { stackName } from '../scope.ts';
import { smokeChecks } from '../spec/application-spec.ts';
import { mainComponent } from '../spec/wanted-components.ts';
import { timestamp } from '../time.ts';
import { answerAlreadyLive, findAlreadyLive } from './already-live.ts';
import { assertSecretsExist } from './assert-secrets-exist.ts';
import { type ChosenPlace, choosePlace, usableStrategy } from './choose-slot.ts';
import type { ObservePorts } from './observe-release.ts';
import { occupantsOf } from './occupants.ts';
import type { ReleaseContext } from './release-context.ts';
import { alarmsOf, type ReleaseParents, releaseParents, workloadName } from './release-parents.ts';
import type { ResolvedRelease } from './resolved-release.ts';
import { shiftSchedule } from './shift-schedule.ts';
import { slotStack } from './slot-stack.ts';
import { supersedeOlder } from './supersede.ts';
import { type ImagePorts, type WantedImage, wantedImage } from './wanted-image.ts';

export type PlacingPorts = ImagePorts & Pick<Ports, 'catalogue' | 'secrets' | 'workflows' | 'time' | 'log'>;

/**
 * A new release: its digest, its number, its slot. Undefined: the same digest serves with the same settings. Errors: ImageNotFound,
 * SecretNotFound, ParentNotReady.
 */
export async function resolveRelease(
  context: ReleaseContext,
  ports: PlacingPorts & ObservePorts & Pick<Ports, 'ids'>,
): Promise<ResolvedRelease | undefined> {
  const wanted = await wantedImage(context, ports);
  await assertSecretsExist(context, ports);
  if (!context.operation.planOnly) {
    await supersedeWaiting(context.operation, ports);
    await supersedeOlder(context, ports);
  }
  const live = await findAlreadyLive(context, wanted, ports);
  if (live) return answerAlreadyLive(context, live, ports);
  return resolvePlacement(context, wanted, ports);
}

/** Gives the image a release number and a slot, and records the release. */
export async function resolvePlacement(
  context: ReleaseContext,
  wanted: WantedImage,
  ports: PlacingPorts,
): Promise<ResolvedRelease> {
  const { spec, scopeState, operation, scope } = context;
  const { installation } = ports.settings;
  const parents = releaseParents(context, ports.settings);
  const { component, workload } = parents;
  const place = choosePlace({
    live: scopeState.live,
    strategy: usableStrategy(spec.release.strategy, parents.trafficSource),
    weights: context.weights ?? [],
    differs: (slot) => slotStack(context, ports.catalogue)?.differs(slot) ?? false,
  });
  const { slot, strategy } = place;
  const number = await nextNumber(context, ports);
  const release: Release = {
    scope: operation.scope,
    number,
    image: wanted.name,
    imageUri: wanted.image.uri,
    digest: wanted.image.digest,
    slot,
    status: 'placed',
    stackName: stackName(installation, { ...scope, layer: 'release', release: number }, component),
    spec,
    operationId: operation.id,
    createdAt: timestamp(ports.time),
    removed: false,
    version: 0,
  };
  const nameOf = (other: number) => workloadName(context, { workload, number: other }, ports.settings);
  if (!operation.planOnly) await ports.state.createRelease(release);
  const occupants = await occupantsOf(context, { slot, number, strategy, nameOf }, ports);
  return placedRelease(context, { release, parents, place, occupants, name: nameOf(number) });
}

interface PlacedRelease {
  readonly release: Pick<Release, 'number' | 'image' | 'imageUri' | 'digest'> & { readonly slot: Slot };
  readonly parents: ReleaseParents;
  readonly place: ChosenPlace;
  readonly occupants: ResolvedRelease['occupants'];
  /** Name of its workload. */
  readonly name: string;
}

/** What the release's later Task states read. Pure. */
function placedRelease(context: ReleaseContext, placed: PlacedRelease): ResolvedRelease {
  const { release, parents, place, occupants, name } = placed;
  const { strategy, configures } = place;
  const { number, image, imageUri, digest, slot } = release;
  const { spec, scopeState } = context;
  const { steps, bakeSeconds, migrate, approval } = spec.release;
  return {
    ...parents,
    number,
    image,
    imageUri,
    digest,
    slot,
    entry: 'place',
    strategy,
    ...(configures && { configures: mainComponent(context.spec.type) }),
    occupants,
    ...(strategy === 'rolling' && parents.beforeName !== undefined && { sharesSlotWith: parents.beforeName }),
    // The first release has no other to share traffic with.
    schedule: [...shiftSchedule(scopeState.live ? strategy : 'blue-green', steps, slot)],
    bakeSeconds,
    smoke: parents.trafficSource.kind === 'rules' ? smokeChecks(spec) : [],
    ...(migrate && { migrate }),
    approval,
    alarms: alarmsOf(context, slot),
    spec,
    name,
  };
}

/** Numbers come from the application's state and are used once. A crash after this line leaves a gap. */
async function nextNumber(
  { operation, scopeState: { lastRelease } }: ReleaseContext,
  ports: PlacingPorts,
): Promise<number> {
  if (operation.planOnly) return lastRelease + 1;
  const scopeState = await updateHeldState(
    operation,
    { scope: operation.scope, decide: (now) => ({ ...now, lastRelease: now.lastRelease + 1 }) },
    ports,
  );
  return scopeState.lastRelease;
}
