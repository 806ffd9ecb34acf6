import type { Release, Slot } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { updateHeldHead } from '../operation/operation-lock.ts';
import { own } from '../own.ts';
import { findRecord } from '../plan/place.ts';
import type { ImageFacts, Ports, Target } from '../ports/index.ts';
import { stackName } from '../scope.ts';
import { type ImageReference, parseImage } from '../spec/image-reference.ts';
import { ReleaseRequest } from '../spec/release-request.ts';
import { timestamp } from '../time.ts';
import { chooseSlot } from './choose-slot.ts';
import { occupantsOf } from './occupants.ts';
import type { ReleaseContext } from './release-context.ts';
import { type ReleaseFacts, serviceName } from './release-facts.ts';
import { shiftSchedule } from './shift-schedule.ts';
import { supersedeWaiting } from './supersede-waiting.ts';
import { trafficFacts } from './traffic-facts.ts';

/** A new release: its digest, its number, its slot. Errors: ImageNotFound, ParentNotReady. */
export async function resolveRelease(context: ReleaseContext, ports: PlacingPorts): Promise<ReleaseFacts> {
  const wanted = await wantedImage(context, ports);
  if (!context.operation.planOnly) await supersedeWaiting(context, ports);
  return factsOf(context, wanted, ports);
}

type ImagePorts = Pick<Ports, 'state' | 'settings' | 'images'>;
export type PlacingPorts = ImagePorts & Pick<Ports, 'workflows' | 'time'>;

export interface WantedImage {
  /** As people name it. */
  readonly name: string;
  readonly facts: ImageFacts;
}

/** The facts of a release that is to be placed, under a number of its own. */
export async function factsOf(
  context: ReleaseContext,
  wanted: WantedImage,
  ports: PlacingPorts,
): Promise<ReleaseFacts> {
  const { spec, head, operation, scope } = context;
  const { strategy, steps, bakeSeconds, smoke, migrate, approval } = spec.release;
  const slot = chooseSlot(head.live, strategy);
  const number = await nextNumber(context, ports);
  const release: Release = {
    scope: operation.scope,
    number,
    image: wanted.name,
    imageUri: wanted.facts.uri,
    digest: wanted.facts.digest,
    slot,
    status: 'placed',
    stackName: stackName(ports.settings.installation, { ...scope, layer: 'release', release: number }, 'task'),
    spec,
    operationId: operation.id,
    createdAt: timestamp(ports.time),
    version: 0,
  };
  if (!operation.planOnly) await ports.state.createRelease(release);
  return {
    ...trafficFacts(context),
    application: operation.scope,
    number,
    image: release.image,
    imageUri: release.imageUri,
    digest: release.digest,
    slot,
    entry: 'place',
    ...(head.live && { before: head.live }),
    occupants: await occupantsOf(context, { slot, number }, ports),
    ...(strategy === 'rolling' && head.live && { sharer: serviceName(scope.application, head.live.release) }),
    schedule: [...shiftSchedule(head.live ? strategy : 'blue-green', steps, slot)],
    bakeSeconds,
    smoke,
    ...(migrate && { migrate }),
    approval,
    alarms: alarmsOf(context, slot),
    spec,
    service: serviceName(scope.application, number),
  };
}

/** A service template without alarms is none the worse for it: the targets' health is watched all the same. */
function alarmsOf({ heads }: ReleaseContext, slot: Slot): string[] {
  const output = slot === 'one' ? 'AlarmNameOne' : 'AlarmNameTwo';
  const name = own(findRecord(heads, 'service')?.outputs ?? {}, output);
  return name === undefined ? [] : [name];
}

/** Numbers come from the application's head and are used once. One that a crash loses is lost. */
async function nextNumber({ operation, head: { lastRelease } }: ReleaseContext, ports: PlacingPorts): Promise<number> {
  if (operation.planOnly) return lastRelease + 1;
  const head = await updateHeldHead(
    operation,
    { scope: operation.scope, decide: (now) => ({ ...now, lastRelease: now.lastRelease + 1 }) },
    ports,
  );
  return head.lastRelease;
}

/** What a new release is of. Errors: ImageNotFound, ReleaseNotFound, and InvalidRequest for a strategy that is not offered. */
export async function wantedImage(context: ReleaseContext, ports: ImagePorts): Promise<WantedImage> {
  refuseStrategy(context.spec.release.strategy);
  const { image, from } = ReleaseRequest.parse(releaseRequest(context.operation.request));
  return image === undefined ? promotedImage(context, from ?? '', ports) : namedImage(image, ports);
}

function refuseStrategy(strategy: string): void {
  if (strategy !== 'ecs-native') return;
  throw new PlinthError('InvalidRequest', 'strategy `ecs-native` is not offered; choose blue-green, canary or linear');
}

/** Other doors add facts of their own, such as when the image was pushed. */
function releaseRequest({ image, from }: Readonly<Record<string, unknown>>): unknown {
  return { ...(image !== undefined && { image }), ...(from !== undefined && { from }) };
}

async function namedImage(image: string, ports: ImagePorts): Promise<WantedImage> {
  const reference = parseImage(image);
  if (!reference) throw new PlinthError('ImageNotFound', `'${image}' names no image by tag or digest`);
  const { repository, tag, digest } = reference;
  const version = digest === undefined ? { tag: tag ?? '' } : { digest };
  const facts = await ports.images.resolve(registryTarget(reference, ports), repository, version);
  if (facts) return { name: image, facts };
  throw new PlinthError('ImageNotFound', `repository \`${repository}\` has no image ${tag ?? digest}`);
}

/** `<account>.dkr.ecr.<region>.amazonaws.com`, or Plinth's own registry. */
function registryTarget({ registry }: ImageReference, { settings }: Pick<Ports, 'settings'>): Target {
  const [account, , , region] = registry?.split('.') ?? [];
  return { account: account ?? settings.account, region: region ?? settings.region };
}

/** The very digest that is live in the other environment. */
async function promotedImage({ scope }: ReleaseContext, from: string, ports: ImagePorts): Promise<WantedImage> {
  const other = `${from}/applications/${scope.application}`;
  const live = (await ports.state.readHead(other))?.live;
  const release = live && (await ports.state.readRelease(other, live.release));
  if (!release) throw new PlinthError('ReleaseNotFound', `nothing of \`${scope.application}\` is live in ${from}`);
  return { name: release.image, facts: { digest: release.digest, uri: release.imageUri } };
}
