import childProcess from 'node:child_process';
import dns from 'node:dns';
import fs from 'node:fs';
import fsPromises from 'node:fs/promises';
import { Writable } from 'node:stream';
import zlib from 'node:zlib';
import type { Clock } from '../../../kernel/clock.ts';
import { realToo } from '../../../kernel/deadline.ts';
import { seededRandom } from '../../../kernel/random.ts';
import { heldModule } from './held-module.ts';
import { type PendingWork, pendingWork } from './pending-work.ts';
import type { SandboxSpec } from './sandbox.ts';
import { sandboxConsole } from './sandbox-console.ts';
import { sandboxCrypto, sandboxMath } from './sandbox-crypto.ts';
import { sandboxDate, sandboxPerformance } from './sandbox-date.ts';
import { sandboxFetch } from './sandbox-fetch.ts';
import { sandboxHttp } from './sandbox-http.ts';
import { sandboxNetwork } from './sandbox-network.ts';
import { sandboxProcess } from './sandbox-process.ts';
import { type SandboxTimers, sandboxTimers, timersPromises } from './sandbox-timers.ts';

/** The replacements of Node's globals and modules for a function's code. */
export interface NodeGlobals {
  readonly names: Readonly<Record<string, unknown>>;
  readonly builtins: Readonly<Record<string, unknown>>;
  readonly process: NodeJS.Process;
  readonly timers: SandboxTimers;
  readonly pending: PendingWork;
}

export interface NodeGlobalsHooks {
  readonly isAlive: () => boolean;
  readonly requestId: () => string | undefined;
  readonly onUncaught: (error: unknown) => void;
  readonly exit: (code: number) => never;
}

export function nodeGlobals(spec: SandboxSpec, hooks: NodeGlobalsHooks): NodeGlobals {
  const { clock } = spec.kernel;
  const random = seededRandom(Math.floor(spec.kernel.random.next() * 2 ** 32));
  const pending = pendingWork();
  const timers = sandboxTimers(clock, pending, hooks.onUncaught);
  const network = sandboxNetwork(spec.kernel, pending, hooks.isAlive);
  const crypto = sandboxCrypto(random, clock);
  const performance = sandboxPerformance(clock);
  const stdout = lineStream(spec.log);
  const stderr = lineStream(spec.log);
  const { environment, taskRoot } = spec;
  const process = sandboxProcess({ clock, environment, taskRoot, stdout, stderr, exit: hooks.exit });
  const console = sandboxConsole({
    stdout,
    stderr,
    format: spec.logFormat,
    level: spec.logLevel,
    now: () => clock.now(),
    requestId: hooks.requestId,
  });
  const own = {
    process,
    console,
    Date: sandboxDate(clock),
    Math: sandboxMath(random),
    AbortSignal: sandboxAbortSignal(timers, clock),
    performance,
    crypto: crypto.web,
    fetch: sandboxFetch(network),
    ...timers.functions,
  };
  const global = ownGlobal(own);
  const http = sandboxHttp({ network, clock, onUncaught: hooks.onUncaught });
  return {
    names: { ...own, globalThis: global, global },
    builtins: {
      process,
      console,
      crypto: crypto.node,
      http: http.http,
      https: http.https,
      timers: { ...timers.functions, promises: timersPromises(timers.functions) },
      'timers/promises': timersPromises(timers.functions),
      perf_hooks: { performance },
      fs: heldModule(fs, clock),
      'fs/promises': heldModule(fsPromises, clock),
      zlib: heldModule(zlib, clock),
      dns: heldModule(dns, clock),
      child_process: heldModule(childProcess, clock),
    },
    process,
    timers,
    pending,
  };
}

/** `globalThis` of one sandbox: the code's own globals stay inside; others are Node's unless replaced. */
function ownGlobal(own: Readonly<Record<string, unknown>>): object {
  const global: Record<string, unknown> = Object.create(globalThis);
  for (const [name, value] of Object.entries(own)) {
    Object.defineProperty(global, name, { value, writable: true, configurable: true, enumerable: false });
  }
  for (const name of ['globalThis', 'global']) {
    Object.defineProperty(global, name, { value: global, writable: true, configurable: true });
  }
  return global;
}

/**
 * `AbortSignal` whose `timeout` runs on the cloud's clock. It limits real work, so in scaled time as many
 * real milliseconds must pass as well.
 */
function sandboxAbortSignal(timers: SandboxTimers, clock: Clock): typeof AbortSignal {
  const setTimeout = timers.functions.setTimeout as (callback: () => void, milliseconds: number) => unknown;
  const timeout = (milliseconds: number) => {
    const controller = new AbortController();
    const reason = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
    setTimeout(() => controller.abort(reason), realToo(clock, milliseconds));
    return controller.signal;
  };
  return new Proxy(AbortSignal, {
    get: (target, key) => (key === 'timeout' ? timeout : Reflect.get(target, key)),
  });
}

function lineStream(log: (text: string) => void): Writable {
  return new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _encoding, done) {
      log(chunk.toString().replace(/\n$/, ''));
      done();
    },
  });
}
