import type { Release } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { updateHeldState } from '../operation/operation-lock.ts';
import { supersedeWaiting } from '../operation/supersede-waiting.ts';
import type { Ports, ResolvedImage, Settings } from '../ports/index.ts';
import { stackName } from '../scope.ts';
import { type ApplicationType, smokeChecks } from '../spec/application-spec.ts';
import { type ImageReference, isMachineImage, parseImage } from '../spec/image-reference.ts';
import { ReleaseRequest } from '../spec/release-request.ts';
import { releaseComponent } from '../spec/wanted-components.ts';
import { timestamp } from '../time.ts';
import { chooseSlot, usableStrategy } from './choose-slot.ts';
import { liveRelease } from './live-release.ts';
import { occupantsOf } from './occupants.ts';
import type { ReleaseContext } from './release-context.ts';
import { alarmsOf, releaseParents, workloadName } from './release-parents.ts';
import type { ResolvedRelease } from './resolved-release.ts';
import { shiftSchedule } from './shift-schedule.ts';

/** A new release: its digest, its number, its slot. Errors: ImageNotFound, ParentNotReady. */
export async function resolveRelease(context: ReleaseContext, ports: PlacingPorts): Promise<ResolvedRelease> {
  const wanted = await wantedImage(context, ports);
  if (!context.operation.planOnly) await supersedeWaiting(context.operation, ports);
  return resolvedPlacement(context, wanted, ports);
}

type ImagePorts = Pick<Ports, 'state' | 'settings' | 'images'>;
export type PlacingPorts = ImagePorts & Pick<Ports, 'workflows' | 'time'>;

export interface WantedImage {
  /** As people name it. */
  readonly name: string;
  readonly resolved: ResolvedImage;
}

/** The resolved of a release that is to be placed, under a number of its own. */
export async function resolvedPlacement(
  context: ReleaseContext,
  wanted: WantedImage,
  ports: PlacingPorts,
): Promise<ResolvedRelease> {
  const { spec, scopeState, operation, scope } = context;
  const { strategy, steps, bakeSeconds, migrate, approval } = spec.release;
  const parents = releaseParents(context, ports.settings);
  const { component, workload, trafficSource } = parents;
  const usable = usableStrategy(strategy, trafficSource);
  const slot = chooseSlot(scopeState.live, usable);
  const number = await nextNumber(context, ports);
  const release: Release = {
    scope: operation.scope,
    number,
    image: wanted.name,
    imageUri: wanted.resolved.uri,
    digest: wanted.resolved.digest,
    slot,
    status: 'placed',
    stackName: stackName(ports.settings.installation, { ...scope, layer: 'release', release: number }, component),
    spec,
    operationId: operation.id,
    createdAt: timestamp(ports.time),
    removed: false,
    version: 0,
  };
  const nameOf = (other: number) => workloadName(context, { workload, number: other }, ports.settings);
  if (!operation.planOnly) await ports.state.createRelease(release);
  return {
    ...parents,
    number,
    image: release.image,
    imageUri: release.imageUri,
    digest: release.digest,
    slot,
    entry: 'place',
    occupants: await occupantsOf(context, { slot, number, strategy: usable, nameOf }, ports),
    ...(usable === 'rolling' && parents.beforeName !== undefined && { sharesSlotWith: parents.beforeName }),
    schedule: [...shiftSchedule(scopeState.live ? usable : 'blue-green', steps, slot)],
    bakeSeconds,
    smoke: trafficSource.kind === 'rules' ? smokeChecks(spec) : [],
    ...(migrate && { migrate }),
    approval,
    alarms: alarmsOf(context, slot),
    spec,
    name: nameOf(number),
  };
}

/** Numbers come from the application's scope state and are used once. One that a crash loses is lost. */
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

/**
 * What a new release is of. Errors: ImageNotFound, ReleaseNotFound, and InvalidRequest for an image that the type of the
 * application does not run.
 */
export async function wantedImage(context: ReleaseContext, ports: ImagePorts): Promise<WantedImage> {
  const { type } = context.spec;
  if (releaseComponent(type) === undefined) {
    throw new PlinthError('InvalidRequest', `an application of type \`${type}\` has no releases`);
  }
  const { image, from } = ReleaseRequest.parse(releaseRequest(context.operation.request));
  const wanted = image === undefined ? await promoted(context, from ?? '', ports) : { name: image, address: image };
  assertKind(wanted.address, type);
  return isMachineImage(wanted.address) ? machineImage(wanted.address) : containerImage(wanted, ports);
}

interface AskedImage {
  /** As people name it. */
  readonly name: string;
  /** What it is looked up by: its name, or where that may mean another image by now, the digest's own address. */
  readonly address: string;
}

function assertKind(image: string, type: ApplicationType): void {
  const isMachines = type === 'instances';
  if (isMachineImage(image) === isMachines) return;
  const wanted = isMachines ? 'a machine image by its id, such as ami-...' : 'a container image, such as hello:2';
  const message = `an application of type \`${type}\` is released as ${wanted}, not as \`${image}\``;
  throw new PlinthError('InvalidRequest', message, { fields: [{ pointer: '/image', message }] });
}

/** An id never means another image, so it is a digest. Whether there is such an image is seen when a machine is launched. */
function machineImage(id: string): WantedImage {
  return { name: id, resolved: { digest: id, uri: id } };
}

/** Other doors add resolved of their own, such as when the image was pushed. */
function releaseRequest({ image, from }: Readonly<Record<string, unknown>>): unknown {
  return { ...(image !== undefined && { image }), ...(from !== undefined && { from }) };
}

async function containerImage({ name, address }: AskedImage, ports: ImagePorts): Promise<WantedImage> {
  const reference = parseImage(address);
  if (!reference) throw new PlinthError('ImageNotFound', `'${address}' names no image by tag or digest`);
  const { repository, tag, digest } = reference;
  const version = digest === undefined ? { tag: tag ?? '' } : { digest };
  assertOwnRegistry(reference, ports.settings);
  const resolved = await ports.images.resolve(ports.settings, repository, version);
  if (resolved) return { name, resolved };
  throw new PlinthError('ImageNotFound', `repository \`${repository}\` has no image ${tag ?? digest}`);
}

/** Throws InvalidRequest for another registry than that of Plinth's own account and region: tasks may pull from no other. */
function assertOwnRegistry({ registry }: ImageReference, { account, region }: Settings): void {
  const [itsAccount, , , itsRegion] = registry?.split('.') ?? [account, '', '', region];
  if (itsAccount === account && itsRegion === region) return;
  const message = `tasks pull from the registry of ${account} in ${region} alone; replicate the image to it, or push it there`;
  throw new PlinthError('InvalidRequest', message, { fields: [{ pointer: '/image', message }] });
}

/** The very digest that is live in the other environment. */
async function promoted({ scope }: ReleaseContext, from: string, ports: ImagePorts): Promise<AskedImage> {
  const release = await liveRelease(`${from}/applications/${scope.application}`, ports);
  if (release) return { name: release.image, address: release.imageUri };
  throw new PlinthError('ReleaseNotFound', `nothing of \`${scope.application}\` is live in ${from}`);
}
