import { promisify } from 'node:util';
import type { Clock } from '../../../kernel/clock.ts';
import type { PendingWork } from './pending-work.ts';
import { inSandbox } from './sandbox-scope.ts';

const DELAY_MS_MAX = 2 ** 31 - 1;

/** Timer functions of one sandbox, on the cloud's clock. Between two invocations they stand still, as on AWS. */
export interface SandboxTimers {
  readonly functions: Readonly<Record<string, unknown>>;
  freeze(): void;
  thaw(): void;
}

type Callback = (...args: unknown[]) => unknown;

export function sandboxTimers(clock: Clock, pending: PendingWork, onError: (error: unknown) => void): SandboxTimers {
  const timers = new Map<number, SandboxTimer>();
  let frozen = false;
  let lastId = 0;

  const start = (callback: Callback, delay: unknown, { repeats = false, args = [] as unknown[] } = {}) => {
    if (typeof callback !== 'function') {
      throw Object.assign(new TypeError('The "callback" argument must be of type function.'), {
        code: 'ERR_INVALID_ARG_TYPE',
      });
    }
    const timer = new SandboxTimer(++lastId, milliseconds(delay), (self) => fire(self, callback, { repeats, args }));
    timer.arm = () => {
      timer.cancel?.();
      timer.dueMs = clock.now() + timer.delayMs;
      if (!frozen) timer.cancel = clock.after(timer.delayMs / 1000, timer.fire);
    };
    timer.close = () => clear(timer);
    timers.set(timer.id, timer);
    timer.arm();
    pending.begin();
    return timer;
  };
  const fire = (timer: SandboxTimer, callback: Callback, { repeats, args }: { repeats: boolean; args: unknown[] }) => {
    if (!timers.has(timer.id)) return;
    if (repeats) timer.arm();
    else forget(timer);
    inSandbox(onError, () => {
      try {
        callback(...args);
      } catch (error) {
        onError(error);
      }
    });
  };
  const forget = (timer: SandboxTimer) => {
    if (timers.delete(timer.id)) pending.end();
  };
  const clear = (handle: unknown) => {
    const timer = timers.get(Number(handle));
    if (timer === undefined) return;
    timer.cancel?.();
    forget(timer);
  };
  const setTimeout = (callback: Callback, delay?: unknown, ...args: unknown[]) => start(callback, delay, { args });
  const setImmediate = (callback: Callback, ...args: unknown[]) => start(callback, 0, { args });
  Object.defineProperty(setTimeout, promisify.custom, { value: later(start) });
  Object.defineProperty(setImmediate, promisify.custom, { value: (value: unknown) => later(start)(0, value) });
  return {
    functions: {
      setTimeout,
      setImmediate,
      setInterval: (callback: Callback, delay?: unknown, ...args: unknown[]) =>
        start(callback, delay, { repeats: true, args }),
      clearTimeout: clear,
      clearInterval: clear,
      clearImmediate: clear,
    },
    freeze() {
      frozen = true;
      for (const timer of timers.values()) timer.cancel?.();
    },
    thaw() {
      frozen = false;
      for (const timer of timers.values()) {
        timer.cancel = clock.after(Math.max(0, timer.dueMs - clock.now()) / 1000, timer.fire);
      }
    },
  };
}

/** `node:timers/promises` on the same timers. */
export function timersPromises(functions: SandboxTimers['functions']): Record<string, unknown> {
  const custom = (name: string) => (functions[name] as { [promisify.custom]: Callback })[promisify.custom];
  const wait = custom('setTimeout');
  return {
    setTimeout: wait,
    setImmediate: custom('setImmediate'),
    async *setInterval(delay?: unknown, value?: unknown) {
      for (;;) yield await wait(delay, value);
    },
    scheduler: { wait: (delay: unknown, options: unknown) => wait(delay, undefined, options), yield: () => wait(0) },
  };
}

/** The result of `setTimeout`: a handle that converts to a number. */
class SandboxTimer {
  readonly id: number;
  readonly delayMs: number;
  readonly fire: () => void;
  dueMs = 0;
  cancel: (() => void) | undefined;
  arm = () => {};
  close = () => {};

  constructor(id: number, delayMs: number, fire: (self: SandboxTimer) => void) {
    this.id = id;
    this.delayMs = delayMs;
    this.fire = () => fire(this);
  }

  ref() {
    return this;
  }

  unref() {
    return this;
  }

  hasRef() {
    return true;
  }

  refresh() {
    this.arm();
    return this;
  }

  [Symbol.toPrimitive]() {
    return this.id;
  }

  [Symbol.dispose]() {
    this.close();
  }
}

function milliseconds(delay: unknown): number {
  const wanted = Number(delay);
  return wanted >= 1 && wanted <= DELAY_MS_MAX ? wanted : delay === 0 ? 0 : 1;
}

function later(start: (callback: Callback, delay: unknown) => SandboxTimer) {
  return (delay?: unknown, value?: unknown, options?: { signal?: AbortSignal }) =>
    new Promise<unknown>((resolve, reject) => {
      const signal = options?.signal;
      if (signal?.aborted) return reject(signal.reason);
      const timer = start(() => resolve(value), delay);
      signal?.addEventListener('abort', () => {
        timer.close();
        reject(signal.reason);
      });
    });
}
