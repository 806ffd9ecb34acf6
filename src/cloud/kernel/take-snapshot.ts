import type { SeededRandom } from './random.ts';
import type { Kernel, Service } from './service.ts';
import { type Snapshot, writeSnapshot } from './snapshot.ts';
import type { KernelStores } from './stores.ts';
import type { KernelTimers } from './timers.ts';
import type { Unfinished } from './unfinished.ts';

/** The parts of a kernel that a snapshot saves, and those that decide whether the cloud is at rest. */
export interface Parts {
  readonly kernel: Kernel & { readonly services: ReadonlyMap<string, Service> };
  readonly unfinished: Unfinished;
  readonly timers: KernelTimers;
  readonly stores: KernelStores;
  readonly random: { readonly ids: SeededRandom; readonly latencies: SeededRandom };
}

const NAMED_MAX = 10;

/**
 * A cloud at rest waits for timers and requests alone: no call, execution, stack operation or delivery is in progress.
 */
export async function takeSnapshot(parts: Parts, waitSeconds: number): Promise<Snapshot> {
  const { kernel, unfinished } = parts;
  const untilMs = kernel.clock.now() + waitSeconds * 1000;
  for (;;) {
    const begun = unfinished.begun();
    const services = await savedServices(kernel);
    const isAtRest = unfinished.list().length === 0 && unfinished.begun() === begun;
    if (isAtRest) return write(parts, services);
    if (kernel.clock.now() >= untilMs) throw notAtRest(unfinished.list());
    await kernel.clock.sleep(1);
  }
}

async function savedServices(kernel: Parts['kernel']): Promise<Map<string, unknown>> {
  const saved = new Map<string, unknown>();
  for (const { signingName, save } of kernel.services.values()) {
    if (save !== undefined) saved.set(signingName, await save(kernel));
  }
  return saved;
}

function write({ kernel, timers, stores, random }: Parts, services: ReadonlyMap<string, unknown>): Snapshot {
  return writeSnapshot({
    nowMs: kernel.clock.now(),
    account: kernel.defaultAccount,
    region: kernel.defaultRegion,
    random: { ids: random.ids.state, latencies: random.latencies.state },
    stores: stores.save(),
    timers: timers.save(),
    services,
  });
}

function notAtRest(unfinished: readonly string[]): Error {
  const named = [...new Set(unfinished)];
  const shown = named.length === 0 ? 'a call that has just ended' : named.slice(0, NAMED_MAX).join('; ');
  const more = named.length > NAMED_MAX ? `; and ${named.length - NAMED_MAX} more` : '';
  return new Error(
    `cannot take a snapshot, the cloud is not at rest: let time pass until this has ended: ${shown}${more}`,
  );
}
