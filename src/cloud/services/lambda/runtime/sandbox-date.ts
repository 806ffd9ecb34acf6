import type { Clock } from '../../../kernel/clock.ts';

/** `Date` on the cloud's clock. It behaves as the real class: `instanceof` and every method work. */
export function sandboxDate(clock: Clock): DateConstructor {
  const now = () => Math.floor(clock.now());
  const proxy: DateConstructor = new Proxy(Date, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget === proxy ? target : newTarget),
    apply: () => new Date(now()).toString(),
    get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
  });
  return proxy;
}

/** `performance` on the cloud's clock, in milliseconds since the sandbox was made. */
export function sandboxPerformance(clock: Clock): typeof performance {
  const timeOrigin = clock.now();
  return new Proxy(performance, {
    get(target, key) {
      if (key === 'now') return () => clock.now() - timeOrigin;
      if (key === 'timeOrigin') return timeOrigin;
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
