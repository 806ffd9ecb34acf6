import type { Live, Release, ScopeState, StackRecord, Weights } from '../entities.ts';
import { own } from '../own.ts';
import { withRecord } from '../plan/stack-record.ts';
import { mainComponent } from '../spec/wanted-components.ts';
import { otherSlot } from './choose-slot.ts';
import { weightsBefore } from './decide-shift-back.ts';
import type { ResolvedRelease } from './resolved-release.ts';

/** Components of applications that have listener rules. */
const ROUTING = (['web', 'instances'] as const).map(mainComponent);

/** The application's state with this release live, and with the weights that every later update of its stack must send. */
export function withLive(scopeState: ScopeState, resolved: ResolvedRelease, since: string): ScopeState {
  if (scopeState.live?.release === resolved.number) return scopeState;
  const weights = resolved.schedule.at(-1)?.weights ?? { one: 100, two: 0 };
  const previous = resolved.before?.release;
  const live: Live = {
    slot: resolved.slot,
    release: resolved.number,
    weights,
    ...(previous !== undefined && { previousRelease: previous }),
    since,
  };
  return withTraffic({ ...withoutAttention(scopeState), live, updatedAt: since }, resolved.slot, weights);
}

/** The same once nothing needs a decision any more. */
export function withoutAttention({ attention: _, ...rest }: ScopeState): ScopeState {
  return rest;
}

/** The application's state with what was live before the operation; nothing, if it released the first one. */
export function withLiveBefore({ live: _, ...rest }: ScopeState, { before, slot }: ResolvedRelease): ScopeState {
  const weights = weightsBefore({ before, slot });
  return withTraffic({ ...rest, ...(before && { live: before }) }, before?.slot ?? otherSlot(slot), weights);
}

/** The application's state with these weights recorded as parameters of the stack that has its listener rules, if any. */
export function withTraffic(scopeState: ScopeState, slot: string, weights: Weights): ScopeState {
  const routing = ROUTING.map((component) => own(scopeState.stacks, component)).find((record) => record !== undefined);
  if (!routing) return scopeState;
  const traffic = { LiveSlot: slot, WeightOne: String(weights.one), WeightTwo: String(weights.two) };
  return withRecord(scopeState, { ...routing, parameters: { ...routing.parameters, ...traffic } });
}

/** The release's own state with its stack. */
export function withStack(scopeState: ScopeState, record: StackRecord, updatedAt: string): ScopeState {
  return { ...withRecord(scopeState, record), status: 'ready', updatedAt };
}

export interface ReleaseStatus {
  readonly number: number;
  readonly status: Release['status'];
}

/** What becomes of the releases when one goes live. The one before it stays as a standby, unless its slot was taken or it made room. */
export function statusesAfter({
  number,
  slot,
  before,
  occupants = [],
}: Pick<ResolvedRelease, 'number' | 'slot' | 'before'> &
  Partial<Pick<ResolvedRelease, 'occupants'>>): readonly ReleaseStatus[] {
  const live = { number, status: 'live' } as const;
  if (!before || before.release === number) return [live];
  const isGone = before.slot === slot || occupants.some((occupant) => occupant.number === before.release);
  return [live, { number: before.release, status: isGone ? 'retired' : 'standby' }];
}
