import { z } from 'zod';
import type { Live, OperationKind, Release } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import type { ReleaseHealth } from './health.ts';
import { type Refusal, refuse } from './refusal.ts';

/** What the caller sent. `release`: the number in the path, if there is one. `ifLive`: the release that has to be live, by If-Match. */
export const ReturnRequest = z.object({ release: z.number().int().optional(), ifLive: z.number().int().optional() });
export type ReturnRequest = z.infer<typeof ReturnRequest>;

interface Return {
  /** Path of the application. */
  readonly scope: string;
  readonly kind: OperationKind;
  readonly request: ReturnRequest;
  readonly live: Live | undefined;
  /** The recorded live release may not run. */
  readonly needsAttention?: boolean;
  /** Newest first. */
  readonly releases: readonly Pick<Release, 'number' | 'status' | 'digest' | 'rolledBackFrom'>[];
}

/**
 * The number of the release that goes live. A toggle names it. A roll back of the live release goes to the one that was live
 * before; a roll back of any other release goes to that one. It never goes to a release that was rolled back from, or that was never
 * live. Throws NothingToRollBack, and StaleVersion when another release is live than the request names.
 */
export function returnTarget({
  scope,
  kind,
  request: { release, ifLive },
  live,
  releases,
  needsAttention,
}: Return): number {
  if (ifLive !== undefined && ifLive !== live?.release) {
    const now = live ? `release ${live.release} is` : 'no release is';
    throw new PlinthError('StaleVersion', `${now} live, not release ${ifLive}; read the application again`);
  }
  if (kind === 'toggle' && release !== undefined) return release;
  const named = release !== undefined && release !== live?.release ? release : undefined;
  const problem = releases.flatMap((found) => (found.number === named ? (returnProblem(found) ?? []) : []))[0];
  if (problem !== undefined) throw new PlinthError('NothingToRollBack', `release ${named} of ${scope} ${problem}`);
  if (named !== undefined) return named;
  const current = releases.find(({ number }) => number === live?.release);
  const earlier = releases.filter((found) => found.number !== live?.release && returnProblem(found) === undefined);
  const target =
    earlier.find(({ number }) => number === live?.previousRelease) ??
    earlier.find(
      ({ digest, number }) =>
        digest !== current?.digest && live?.previousRelease !== undefined && number < live.release,
    );
  if (target) return target.number;
  // Nothing of it runs, as after a `recreate` whose release before could not be placed again.
  if (needsAttention && live) return live.release;
  throw new PlinthError('NothingToRollBack', `${scope} has no previous live release`);
}

const WAS_LIVE: ReadonlySet<Release['status']> = new Set(['live', 'standby', 'retired']);

/** Why a roll back does not go to a release: it passes no gate again, so it must have served users and not have been left for it. */
function returnProblem({ status, rolledBackFrom }: Pick<Release, 'status' | 'rolledBackFrom'>): string | undefined {
  if (!WAS_LIVE.has(status)) return `was never live: its status is ${status}; release its image again`;
  return rolledBackFrom ? 'was rolled back from; toggle to it, or release its image again' : undefined;
}

export type ReturnDecision = Refusal | { readonly kind: 'shift' | 'place' };

/** How a release comes back: at once while it is a healthy standby, else, except by a toggle, in a new stack with its digest. */
export function decideReturn(
  { number, status }: Pick<Release, 'number' | 'status'>,
  { kind, health }: { readonly kind: OperationKind; readonly health: ReleaseHealth | undefined },
): ReturnDecision {
  if (status === 'standby' && health?.kind === 'healthy') return { kind: 'shift' };
  if (kind !== 'toggle') return { kind: 'place' };
  const reason = health && health.kind !== 'healthy' ? health.reason : `its status is ${status}`;
  return refuse('ReleaseFailed', `release ${number} cannot receive traffic: ${reason}`);
}
