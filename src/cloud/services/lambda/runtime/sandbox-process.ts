import { EventEmitter } from 'node:events';
import type { Writable } from 'node:stream';
import type { Clock } from '../../../kernel/clock.ts';

export interface SandboxProcessOptions {
  readonly clock: Clock;
  readonly environment: Record<string, string>;
  readonly taskRoot: string;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Ends the sandbox. Throws, so that no line after `process.exit()` runs. */
  readonly exit: (code: number) => never;
}

/** `process` of one sandbox: its own environment, streams, listeners and time; versions and memory are this process's. */
export function sandboxProcess(options: SandboxProcessOptions): NodeJS.Process {
  const { clock } = options;
  const startedAt = clock.now();
  const hrtime = Object.assign(
    ([seconds, nanoseconds]: [number, number] = [0, 0]) => {
      const elapsed = BigInt(Math.round(clock.now() * 1e6)) - BigInt(seconds) * 1_000_000_000n - BigInt(nanoseconds);
      return [Number(elapsed / 1_000_000_000n), Number(elapsed % 1_000_000_000n)];
    },
    { bigint: () => BigInt(Math.round(clock.now() * 1e6)) },
  );
  const own: Record<PropertyKey, unknown> = {
    env: { ...options.environment },
    argv: ['/var/lang/bin/node', '/var/runtime/index.mjs'],
    stdout: options.stdout,
    stderr: options.stderr,
    hrtime,
    uptime: () => (clock.now() - startedAt) / 1000,
    cwd: () => options.taskRoot,
    chdir: () => {},
    exit: (code = 0) => options.exit(Number(code)),
    abort: () => options.exit(134),
    kill: () => true,
    emitWarning: (warning: unknown) => void options.stderr.write(`${warning}\n`),
    exitCode: undefined,
  };
  const events: Record<PropertyKey, unknown> = new EventEmitter() as never;
  return new Proxy(process, {
    get(target, key) {
      if (key in own) return own[key];
      const source = key in events ? events : (target as unknown as Record<PropertyKey, unknown>);
      const value = source[key];
      return typeof value === 'function' ? value.bind(source) : value;
    },
    set(_target, key, value) {
      own[key] = value;
      return true;
    },
    has: (target, key) => key in own || key in target,
    getPrototypeOf: () => Object.getPrototypeOf(process),
  });
}
