/**
 * The embedded cloud's only source of time. Services never touch `Date`, `setTimeout` or `performance`:
 * they ask the clock, so that the same code runs in real, scaled and virtual time.
 */
export interface Clock {
  readonly kind: 'real' | 'scaled' | 'virtual';
  /** Modelled seconds that pass in a real one; 1 unless the clock is scaled. */
  readonly speed: number;
  /** Modelled time in milliseconds since the Unix epoch. */
  now(): number;
  /** Resolves after `seconds` of modelled time; rejects with the signal's reason when aborted. */
  sleep(seconds: number, signal?: AbortSignal): Promise<void>;
  /** Calls back after `seconds` of modelled time. Answers a function that cancels the call. */
  after(seconds: number, callback: () => void): () => void;
  /**
   * Virtual time stands still while real work (a socket, a file, a child process) runs; scaled time runs at most as
   * fast as a function's timeout allows.
   */
  hold<T>(work: () => Promise<T>): Promise<T>;
  /** Lets virtual time pass, timer by timer, until the work settles. Elsewhere just awaits it. */
  drive<T>(work: Promise<T>): Promise<T>;
}

/** Node's timers hold 31 bits; a longer one would fire at once. */
const TIMER_MILLISECONDS_MAX = 2 ** 31 - 1;

/** Long enough for real work that does not hold the clock, such as an SDK client that reads its configuration. */
const REAL_MILLISECONDS_MAX = 5000;

/** Milliseconds that the event loop had nothing to do, and that it had something to do, since it began. */
type Loop = () => { readonly idle: number; readonly active: number };

/**
 * The highest speed while a file, a socket or a child process is waited for, because functions have timeouts in
 * modelled time.
 */
const HELD_SPEED_MAX = 25;

/**
 * Real time (`speed` 1) or scaled time: one real second is `speed` modelled seconds. What this process computes takes
 * as long as it takes and is not scaled, so however slow or busy the machine is, nothing times out that would not
 * elsewhere.
 */
export function realClock(
  speed = 1,
  loop: Loop = () => performance.eventLoopUtilization(),
  startMs = Date.now(),
): Clock {
  let nowMs = startMs;
  let seen = loop();
  let held = 0;

  const now = () => {
    const { idle, active } = loop();
    const idleSpeed = held > 0 ? Math.min(speed, HELD_SPEED_MAX) : speed;
    nowMs += Math.max(0, idle - seen.idle) * idleSpeed + Math.max(0, active - seen.active);
    seen = { idle, active };
    return nowMs;
  };
  const after = (seconds: number, callback: () => void) => {
    const dueMs = now() + Math.max(0, seconds) * 1000;
    let timer: NodeJS.Timeout;
    const arm = () => {
      timer = setTimeout(look, Math.min(Math.max(0, dueMs - now()) / speed, TIMER_MILLISECONDS_MAX));
    };
    const look = () => (now() < dueMs ? arm() : callback());
    arm();
    return () => clearTimeout(timer);
  };
  const hold = async <T>(work: () => Promise<T>): Promise<T> => {
    now();
    held++;
    try {
      return await work();
    } finally {
      now();
      held--;
    }
  };
  return {
    kind: speed === 1 ? 'real' : 'scaled',
    speed,
    now,
    sleep: (seconds, signal) => sleepWith(after, seconds, signal),
    after,
    hold,
    drive: (work) => work,
  };
}

interface Timer {
  readonly atMs: number;
  readonly sequence: number;
  readonly callback: () => void;
  cancelled: boolean;
}

/** A clock that only moves inside `drive`: from one timer to the next, as soon as no real work is running. */
export function virtualClock(startMs = Date.UTC(2026, 0, 5, 9)): Clock {
  let nowMs = startMs;
  let sequence = 0;
  let held = 0;
  let released: (() => void) | undefined;
  const timers: Timer[] = [];

  const after = (seconds: number, callback: () => void) => {
    const timer: Timer = {
      atMs: nowMs + Math.max(0, seconds) * 1000,
      sequence: sequence++,
      callback,
      cancelled: false,
    };
    pushHeap(timers, timer);
    return () => {
      timer.cancelled = true;
    };
  };
  const hold = async <T>(work: () => Promise<T>): Promise<T> => {
    held++;
    try {
      return await work();
    } finally {
      held--;
      if (held === 0) released?.();
    }
  };
  const quiet = async () => {
    await turn();
    while (held > 0) {
      await new Promise<void>((resolve) => {
        released = resolve;
      });
      released = undefined;
      await turn();
    }
  };
  const drive = async <T>(work: Promise<T>): Promise<T> => {
    let settled = false;
    const mark = () => {
      settled = true;
    };
    work.then(mark, mark);
    let idleSince = performance.now();
    for (;;) {
      await quiet();
      if (settled) return work;
      // Cancelled timers change nothing, so nothing has to settle after them.
      let next = popHeap(timers);
      while (next?.cancelled) next = popHeap(timers);
      if (next === undefined) {
        if (performance.now() - idleSince > REAL_MILLISECONDS_MAX)
          throw new Error('virtual time cannot advance: the work waits, but no timer is set');
        await new Promise((resolve) => setTimeout(resolve, 1));
        continue;
      }
      idleSince = performance.now();
      nowMs = Math.max(nowMs, next.atMs);
      next.callback();
    }
  };
  const sleep: Clock['sleep'] = (seconds, signal) => sleepWith(after, seconds, signal);
  return { kind: 'virtual', speed: 1, now: () => nowMs, sleep, after, hold, drive };
}

function sleepWith(after: Clock['after'], seconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const cancel = after(seconds, () => {
      signal?.removeEventListener('abort', abort);
      resolve();
    });
    const abort = () => {
      cancel();
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', abort, { once: true });
  });
}

/** Two turns of the event loop: pending promise chains and next-tick streams settle in them. */
async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.sequence < b.sequence);
}

function pushHeap(heap: Timer[], timer: Timer): void {
  let index = heap.push(timer) - 1;
  while (index > 0) {
    const parent = (index - 1) >> 1;
    if (!isBefore(timer, heap[parent]!)) break;
    heap[index] = heap[parent]!;
    index = parent;
  }
  heap[index] = timer;
}

function popHeap(heap: Timer[]): Timer | undefined {
  const top = heap[0];
  const last = heap.pop();
  if (heap.length === 0 || last === undefined) return top;
  let index = 0;
  for (;;) {
    let child = index * 2 + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
    if (!isBefore(heap[child]!, last)) break;
    heap[index] = heap[child]!;
    index = child;
  }
  heap[index] = last;
  return top;
}
