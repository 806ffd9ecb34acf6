import { isDeepStrictEqual } from 'node:util';
import type { Attention, Release } from '../entities.ts';
import type { PlannedStack } from '../plan/plan.ts';
import { ApplicationSpec } from '../spec/application-spec.ts';
import type { ContainerEnvironment } from '../stack/with-container-environment.ts';
import type { ReleaseHealth } from './health.ts';

/** What serves, and what the requested release would be. */
export interface LiveSnapshot {
  readonly live: Pick<Release, 'digest' | 'spec'>;
  readonly digest: string;
  readonly spec: ApplicationSpec;
  /** The stacks of the live release, planned with today's settings. */
  readonly stacks: readonly Pick<PlannedStack, 'action'>[];
  /** What its containers were started with. Undefined: that is not on record any more. */
  readonly containerBefore: ContainerEnvironment | undefined;
  readonly container: ContainerEnvironment;
  readonly attention: Attention | undefined;
  readonly health: ReleaseHealth;
}

/**
 * Whether releasing would put live what serves already. How a release goes live (`release` of the spec) does not count;
 * each other field counts, because it may travel with the release. What is marked or unhealthy is released anew. Pure.
 */
export function isAlreadyLive(snapshot: LiveSnapshot): boolean {
  const { live, digest, spec, stacks, containerBefore, container, attention, health } = snapshot;
  const before = ApplicationSpec.safeParse(live.spec).data;
  return (
    attention === undefined &&
    health.kind === 'healthy' &&
    live.digest === digest &&
    before !== undefined &&
    isDeepStrictEqual({ ...before, release: undefined }, { ...spec, release: undefined }) &&
    stacks.every(({ action }) => action === 'keep') &&
    isDeepStrictEqual(containerBefore, container)
  );
}
