import { z } from 'zod';
import type { Live, OperationKind, Release } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import type { ReleaseHealth } from './health.ts';
import { type Refusal, refuse } from './refusal.ts';

/** What the caller sent. `release`: the number in the path, if there is one. */
export const ReturnRequest = z.object({ release: z.number().int().optional() });
export type ReturnRequest = z.infer<typeof ReturnRequest>;

interface Return {
  /** Path of the application. */
  readonly scope: string;
  readonly kind: OperationKind;
  readonly request: ReturnRequest;
  readonly live: Live | undefined;
}

/**
 * The number of the release that goes live. A toggle names it. A roll back of the live release goes to the one that was live
 * before; a roll back of any other release goes to that one. Throws NothingToRollBack.
 */
export function returnTarget({ scope, kind, request: { release }, live }: Return): number {
  if (release !== undefined && (kind === 'toggle' || release !== live?.release)) return release;
  if (live?.previousRelease !== undefined) return live.previousRelease;
  throw new PlinthError('NothingToRollBack', `${scope} has no previous live release`);
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
