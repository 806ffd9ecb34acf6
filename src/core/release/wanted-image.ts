import { PlinthError } from '../errors.ts';
import type { Ports, ResolvedImage, Settings } from '../ports/index.ts';
import type { ApplicationType } from '../spec/application-spec.ts';
import { type ImageReference, isMachineImage, parseImage } from '../spec/image-reference.ts';
import { ReleaseRequest } from '../spec/release-request.ts';
import { releaseComponent } from '../spec/wanted-components.ts';
import { liveRelease } from './live-release.ts';
import type { ReleaseContext } from './release-context.ts';

export type ImagePorts = Pick<Ports, 'state' | 'settings' | 'images'>;

export interface WantedImage {
  /** As the request names it. */
  readonly name: string;
  readonly image: ResolvedImage;
}

/**
 * The image that the request names. Errors: ImageNotFound, ReleaseNotFound, and InvalidRequest for an image that the type of
 * the application cannot run.
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

interface RequestedImage {
  /** As the request names it. */
  readonly name: string;
  /** What it is looked up by: its name, or its digest's address where the name may mean another image by now. */
  readonly address: string;
}

function assertKind(image: string, type: ApplicationType): void {
  const runsInstances = type === 'instances';
  if (isMachineImage(image) === runsInstances) return;
  const wanted = runsInstances ? 'a machine image by its id, such as ami-...' : 'a container image, such as hello:2';
  const message = `an application of type \`${type}\` cannot run \`${image}\`; use ${wanted}`;
  throw new PlinthError('InvalidRequest', message, { fields: [{ pointer: '/image', message }] });
}

/** An AMI's id never means another image, so it serves as the digest. Whether the AMI exists, the launch of an instance shows. */
function machineImage(id: string): WantedImage {
  return { name: id, image: { digest: id, uri: id } };
}

/** Other triggers add fields of their own, such as the pushed tag. */
function releaseRequest({ image, from }: Readonly<Record<string, unknown>>): unknown {
  return { ...(image !== undefined && { image }), ...(from !== undefined && { from }) };
}

async function containerImage({ name, address }: RequestedImage, ports: ImagePorts): Promise<WantedImage> {
  const reference = parseImage(address);
  if (!reference) throw new PlinthError('ImageNotFound', `'${address}' does not name an image by tag or digest`);
  const { repository, tag, digest } = reference;
  const version = digest === undefined ? { tag: tag ?? '' } : { digest };
  assertOwnRegistry(reference, ports.settings);
  const image = await ports.images.resolve(ports.settings, repository, version);
  if (image) return { name, image };
  throw new PlinthError('ImageNotFound', `repository \`${repository}\` has no image ${tag ?? digest}`);
}

/** Throws InvalidRequest for another registry than that of Plinth's own account and region, the only one that tasks may pull from. */
function assertOwnRegistry({ registry }: ImageReference, { account, region }: Settings): void {
  const [itsAccount, , , itsRegion] = registry?.split('.') ?? [account, '', '', region];
  if (itsAccount === account && itsRegion === region) return;
  const message = `tasks can pull only from the registry of account ${account} in ${region}; replicate the image to it, or push it there`;
  throw new PlinthError('InvalidRequest', message, { fields: [{ pointer: '/image', message }] });
}

/** The digest that is live in the other environment. */
async function promoted({ scope }: ReleaseContext, from: string, ports: ImagePorts): Promise<RequestedImage> {
  const release = await liveRelease(`${from}/applications/${scope.application}`, ports);
  if (release) return { name: release.image, address: release.imageUri };
  throw new PlinthError('ReleaseNotFound', `\`${scope.application}\` has no live release in ${from}`);
}
