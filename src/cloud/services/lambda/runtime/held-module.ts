import { promisify } from 'node:util';
import type { Clock } from '../../../kernel/clock.ts';

type AnyFunction = (...args: unknown[]) => unknown;

/**
 * A Node.js module that works on other threads (files, compression, DNS): virtual time stands still until
 * its callbacks are called and its promises are settled. It does not wait for streams.
 */
export function heldModule(module: object, clock: Clock): object {
  const entries = Object.entries(module).map(([name, value]): [string, unknown] => {
    if (typeof value === 'function' && /^[a-z]/.test(name)) return [name, heldFunction(value as AnyFunction, clock)];
    return [name, name === 'promises' ? heldModule(value as object, clock) : value];
  });
  return Object.fromEntries(entries);
}

function heldFunction(original: AnyFunction, clock: Clock): AnyFunction {
  const held = (...args: unknown[]) => {
    const callback = args.at(-1);
    if (typeof callback === 'function') return heldCallback(original, args, clock);
    const answer = original(...args);
    return answer instanceof Promise ? clock.hold(() => answer) : answer;
  };
  const custom = (original as { [promisify.custom]?: AnyFunction })[promisify.custom];
  if (custom !== undefined && custom !== original)
    Object.defineProperty(held, promisify.custom, { value: heldFunction(custom, clock) });
  return held;
}

function heldCallback(original: AnyFunction, args: readonly unknown[], clock: Clock): unknown {
  const callback = args.at(-1) as AnyFunction;
  let answer: unknown;
  let failure: { readonly error: unknown } | undefined;
  void clock.hold(
    () =>
      new Promise<void>((resolve) => {
        try {
          answer = original(...args.slice(0, -1), (...results: unknown[]) => {
            resolve();
            callback(...results);
          });
        } catch (error) {
          failure = { error };
          resolve();
        }
      }),
  );
  if (failure !== undefined) throw failure.error;
  return answer;
}
