import { z } from 'zod';
import type { Operation, Release } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { supersedeWaiting } from '../operation/supersede-waiting.ts';
import type { Ports } from '../ports/index.ts';
import { isMachineImage, parseImage } from '../spec/image-reference.ts';
import { assertSecretsExist } from './assert-secrets-exist.ts';
import { decideReturn, ReturnRequest, returnTarget } from './decide-return.ts';
import { releaseHealth } from './health.ts';
import { type ObservePorts, observeRelease } from './observe-release.ts';
import { errorOf } from './refusal.ts';
import type { ReleaseContext } from './release-context.ts';
import { type PlacingPorts, resolvePlacement } from './resolve-release.ts';
import type { ResolvedRelease } from './resolved-release.ts';
import { resolvedStandby, withSpecOf } from './resolved-standby.ts';
import type { ImagePorts } from './wanted-image.ts';

export type ReturnPorts = PlacingPorts & ObservePorts;

/**
 * A toggle or a roll back. A warm standby goes straight to Shift; a roll back to a release without a stack places its digest
 * again, as a new release. Undefined: the release is live already. Errors: NothingToRollBack, ReleaseNotFound, ImageNotFound,
 * SecretNotFound, and ReleaseFailed for a toggle to a release that is not healthy.
 */
export async function resolveReturn(context: ReleaseContext, ports: ReturnPorts): Promise<ResolvedRelease | undefined> {
  const { operation } = context;
  const release = await returnedRelease(context, ports);
  const { live, attention } = context.scopeState;
  const isLive = release.number === live?.release;
  if (isLive && !attention) return undefined;
  const resolved = resolvedStandby(context, release, ports.settings);
  const mayRun = isLive || release.status === 'standby';
  const health = mayRun ? releaseHealth(await observeRelease(resolved, ports)) : undefined;
  if (isLive && health?.kind === 'healthy') return undefined;
  const decision = decideReturn(release, { kind: operation.kind, health });
  if (decision.kind === 'refuse') throw errorOf(decision);
  if (decision.kind === 'shift') return { ...resolved, returnsTo: release.number };
  const placing = withSpecOf(context, release);
  await assertImageExists(release, ports);
  await assertSecretsExist(placing, ports);
  // A release that waits for its approval may occupy the slot.
  if (!operation.planOnly) await supersedeWaiting(operation, ports);
  const image = { digest: release.digest, uri: release.imageUri };
  const wanted = { name: release.image, image };
  // It was approved and migrated when it first went live, and the data is newer by now.
  const { migrate: _, ...placed } = await resolvePlacement(placing, wanted, ports);
  return { ...placed, approval: false, returnsTo: release.number };
}

/** The release that a toggle or roll back names, or the one that was live before. Throws NothingToRollBack, ReleaseNotFound. */
export async function returnedRelease(
  { operation, scopeState }: ReleaseContext,
  ports: Pick<Ports, 'state'>,
): Promise<Release> {
  const { scope, kind } = operation;
  const request = ReturnRequest.parse(operation.request);
  const { items: releases } = await ports.state.listReleases(scope);
  const number =
    (await pinnedTarget(operation, ports)) ??
    returnTarget({
      scope,
      kind,
      request,
      live: scopeState.live,
      releases,
      needsAttention: scopeState.attention !== undefined,
    });
  const release = await ports.state.readRelease(scope, number);
  if (release) return release;
  throw new PlinthError('ReleaseNotFound', `${scope} has no release ${number}`);
}

/** Document `return`: the release that the request named when it was accepted, whatever is live by now. */
const Returns = z.object({ to: z.number().int() });

async function pinnedTarget({ id }: Operation, ports: Pick<Ports, 'state'>): Promise<number | undefined> {
  return Returns.safeParse(await ports.state.readDocument(id, 'return')).data?.to;
}

/** A lifecycle rule may have deleted the digest since. It is looked up before anything leaves the slot. Throws ImageNotFound. */
async function assertImageExists({ number, imageUri, digest }: Release, ports: ImagePorts): Promise<void> {
  const reference = isMachineImage(imageUri) ? undefined : parseImage(imageUri);
  if (!reference || (await ports.images.resolve(ports.settings, reference.repository, { digest }))) return;
  const message = `repository \`${reference.repository}\` no longer has ${digest} of release ${number}`;
  throw new PlinthError('ImageNotFound', message);
}
