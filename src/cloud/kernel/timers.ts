import type { AccountRegion } from './account-region.ts';
import type { Clock } from './clock.ts';

/** Identifies a timer: a service has one for each timer name and key in an account and region. */
export interface TimerName extends AccountRegion {
  /** Signing name of the service whose `timers` are called. */
  readonly service: string;
  readonly name: string;
  /** The object of the timer: an ARN, a name. */
  readonly key: string;
}

/** A timer as a snapshot stores it. */
export interface SavedTimer extends TimerName {
  readonly atMs: number;
}

/**
 * Calls that services schedule. A timer is data, not a closure: a snapshot contains it and the restored cloud keeps
 * it. Work that sleeps halfway cannot be saved, so everything that waits without end, or while nothing else happens,
 * is a timer.
 */
export interface Timers {
  /** Calls the service's timer after `seconds` of modelled time. A timer with the same name and key is replaced. */
  set(timer: TimerName, seconds: number): void;
  /** Calls the service's timer at a modelled time, in milliseconds since the Unix epoch. */
  setAt(timer: TimerName, atMs: number): void;
  cancel(timer: TimerName): void;
  isSet(timer: TimerName): boolean;
}

export interface KernelTimers extends Timers {
  /** Earliest first. */
  save(): readonly SavedTimer[];
  load(timers: readonly SavedTimer[]): void;
  /** Cancels all timers and ignores new ones. */
  stop(): void;
}

export function kernelTimers(clock: Clock, fire: (timer: SavedTimer) => void): KernelTimers {
  const set = new Map<string, { readonly timer: SavedTimer; readonly cancel: () => void }>();
  let isStopped = false;
  const cancel = (timer: TimerName) => {
    const id = idOf(timer);
    set.get(id)?.cancel();
    set.delete(id);
  };
  const arm = (timer: SavedTimer) => {
    cancel(timer);
    // Work in progress when the cloud stops must not keep the process alive.
    if (isStopped) return;
    const id = idOf(timer);
    const stop = clock.after((timer.atMs - clock.now()) / 1000, () => {
      set.delete(id);
      fire(timer);
    });
    set.set(id, { timer, cancel: stop });
  };
  const setAt = ({ service, name, key, account, region }: TimerName, atMs: number) =>
    arm({ service, name, key, account, region, atMs });
  return {
    set: (timer, seconds) => setAt(timer, clock.now() + seconds * 1000),
    setAt,
    cancel,
    isSet: (timer) => set.has(idOf(timer)),
    save: () => [...set.values()].map(({ timer }) => timer).sort((one, other) => one.atMs - other.atMs),
    load: (timers) => timers.forEach(arm),
    stop() {
      isStopped = true;
      for (const { cancel: stop } of set.values()) stop();
      set.clear();
    },
  };
}

function idOf({ service, name, key, account, region }: TimerName): string {
  return [service, name, account, region, key].join(' ');
}
