import { z } from 'zod';
import type { Operation, Release } from '../entities.ts';
import { say } from '../operation/operation-steps.ts';
import { containerEnvironment } from '../plan/container-environment.ts';
import type { Ports } from '../ports/index.ts';
import { ContainerEnvironment } from '../stack/with-container-environment.ts';
import { isAlreadyLive } from './decide-already-live.ts';
import { releaseHealth } from './health.ts';
import { type ObservePorts, observeRelease } from './observe-release.ts';
import { releasePlacement, releaseStacks } from './plan-release.ts';
import type { ReleaseContext } from './release-context.ts';
import { releaseScope } from './resolved-release.ts';
import { resolvedStandby } from './resolved-standby.ts';
import type { WantedImage } from './wanted-image.ts';

/** Document `already-live`: the live release that was asked for again. */
const AlreadyLive = z.object({
  release: z.number().int(),
  image: z.string(),
  digest: z.string(),
  slot: z.string(),
  weights: z.record(z.string(), z.number()),
});

/** The live release, when it has the wanted digest and today's settings, and serves. */
export async function findAlreadyLive(
  context: ReleaseContext,
  { image: { digest } }: WantedImage,
  ports: ObservePorts & Pick<Ports, 'state' | 'settings' | 'catalogue'>,
): Promise<Release | undefined> {
  const { scopeState, scopeStates, spec, operation } = context;
  const live = scopeState.live && (await ports.state.readRelease(operation.scope, scopeState.live.release));
  if (live?.digest !== digest) return undefined;
  const own = await ports.state.readScopeState(releaseScope({ application: operation.scope, number: live.number }));
  if (!own) return undefined;
  const withOwn = { ...context, scopeStates: [own, ...scopeStates] };
  const recorded = await ports.state.readDocument(live.operationId, 'container');
  const isSame = isAlreadyLive({
    live,
    digest,
    spec,
    stacks: releaseStacks(withOwn, releasePlacement(context, live, ports.settings), ports),
    containerBefore: ContainerEnvironment.safeParse(recorded).data,
    container: ContainerEnvironment.parse(containerEnvironment(spec, ports.catalogue, scopeStates)),
    attention: scopeState.attention,
    health: releaseHealth(await observeRelease(resolvedStandby(context, live, ports.settings), ports)),
  });
  return isSame ? live : undefined;
}

/** Keeps the answer for the operation's end. */
export async function answerAlreadyLive(
  { operation, scopeState: { live } }: ReleaseContext,
  { number: release, image, digest, slot }: Release,
  ports: Pick<Ports, 'state' | 'time' | 'ids'>,
): Promise<undefined> {
  await ports.state.putDocument(operation.id, 'already-live', { release, image, digest, slot, weights: live?.weights });
  const message = `release ${release} with this digest and these settings is already live`;
  if (!operation.planOnly) await say(operation.id, { level: 'info', message }, ports);
}

/** The result of an operation that started nothing. */
export async function unchangedResult(
  { id }: Pick<Operation, 'id'>,
  ports: Pick<Ports, 'state'>,
): Promise<Readonly<Record<string, unknown>>> {
  const live = AlreadyLive.safeParse(await ports.state.readDocument(id, 'already-live')).data;
  return live ? { changed: false, outcome: 'already live', ...live } : { changed: false };
}
