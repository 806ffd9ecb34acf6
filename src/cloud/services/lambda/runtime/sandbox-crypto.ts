import nodeCrypto from 'node:crypto';
import type { Clock } from '../../../kernel/clock.ts';
import type { Random } from '../../../kernel/random.ts';

/**
 * `crypto` (the global) and `node:crypto` with seeded randomness, so that a run can be replayed. Everything else is
 * Node's own. `crypto.subtle` works on other threads, so virtual time stands still meanwhile.
 */
export function sandboxCrypto(random: Random, clock: Clock): { readonly web: object; readonly node: object } {
  const randomUUID = () => random.uuid();
  const getRandomValues = <T extends ArrayBufferView>(view: T): T => {
    fill(new Uint8Array(view.buffer, view.byteOffset, view.byteLength), random);
    return view;
  };
  const subtle = heldMethods(nodeCrypto.webcrypto.subtle, clock);
  const web = { subtle, randomUUID, getRandomValues };
  const node = {
    ...nodeCrypto,
    randomUUID,
    getRandomValues,
    webcrypto: web,
    subtle,
    randomBytes: (size: number, callback?: (error: null, bytes: Buffer) => void) =>
      answer(Buffer.from(fill(new Uint8Array(size), random)), callback),
    randomFillSync: getRandomValues,
    randomInt: (...args: unknown[]) => {
      const callback =
        typeof args.at(-1) === 'function' ? (args.pop() as (error: null, value: number) => void) : undefined;
      const [low, high] = args.length === 1 ? [0, Number(args[0])] : [Number(args[0]), Number(args[1])];
      return answer(low + Math.floor(random.next() * (high - low)), callback);
    },
  };
  return { web, node };
}

/** `Math` with seeded `random`. */
export function sandboxMath(random: Random): Math {
  const math = Object.defineProperties({}, Object.getOwnPropertyDescriptors(Math));
  return Object.defineProperty(math, 'random', { value: () => random.next() }) as Math;
}

function fill(bytes: Uint8Array, random: Random): Uint8Array {
  for (let index = 0; index < bytes.length; index++) bytes[index] = Math.floor(random.next() * 256);
  return bytes;
}

/** Node's crypto answers directly without a callback, and on the next tick with one. */
function answer<T>(value: T, callback: ((error: null, value: T) => void) | undefined): T | undefined {
  if (callback === undefined) return value;
  process.nextTick(callback, null, value);
  return undefined;
}

function heldMethods<T extends object>(target: T, clock: Clock): T {
  return new Proxy(target, {
    get(subject, key) {
      const value: unknown = Reflect.get(subject, key);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => clock.hold(() => value.apply(subject, args));
    },
  });
}
