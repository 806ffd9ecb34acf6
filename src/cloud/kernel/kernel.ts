import { type Clock, realClock, virtualClock } from './clock.ts';
import { modelledDurations } from './durations.ts';
import { AwsError, notImplemented } from './errors.ts';
import { faultRegistry } from './faults.ts';
import { localNetwork } from './local-network.ts';
import { seededRandom } from './random.ts';
import type { AccountRegion, CloudEvent, Kernel, ResourceType, Service } from './service.ts';
import { readSnapshot, type SavedCloud, type Snapshot } from './snapshot.ts';
import { kernelStores } from './stores.ts';
import { takeSnapshot } from './take-snapshot.ts';
import { kernelTimers } from './timers.ts';
import { unfinishedWork } from './unfinished.ts';

export interface KernelOptions {
  /** `real`, `virtual`, or the number of modelled seconds in a real one. */
  readonly clock?: 'real' | 'virtual' | { readonly speed: number };
  /** Seeds ids and latencies. Default 1; a cloud that starts from a snapshot continues the snapshot's draws. */
  readonly seed?: number;
  readonly account?: string;
  readonly region?: string;
  readonly tasks?: 'process' | 'model';
  /**
   * Loopback port of the first HTTP API; each further one takes the next free port. `false`: in process only. Default
   * 4510.
   */
  readonly apiPort?: number | false;
  /** Whether an unsigned request from loopback is refused where AWS requires a signature. Default false. */
  readonly auth?: boolean;
  /** Starts from this snapshot, at its modelled time. */
  readonly from?: Snapshot;
}

/** A kernel with its services registered. `stop` runs every `onStop` callback, the last registered first. */
export interface RunningKernel extends Kernel {
  readonly services: ReadonlyMap<string, Service>;
  /**
   * Lets the services of a cloud that starts from a snapshot recreate what belongs to the process. Await it
   * before use.
   */
  resume(): Promise<void>;
  /**
   * Throws when the cloud does not come to rest within this many modelled seconds; the message names the unfinished
   * work.
   */
  snapshot(waitSeconds?: number): Promise<Snapshot>;
  stop(): Promise<void>;
}

const SDK_LIKE_ACCOUNT = '111122223333';
const LATENCY_SEED_OFFSET = 0x9e3779b9;

export function createKernel(
  options: KernelOptions,
  services: readonly Service[],
  resourceTypes: readonly ResourceType[],
): RunningKernel {
  const saved = options.from && readSnapshot(options.from);
  const { ids, latencies } = generators(options.seed, saved);
  const byName = new Map(services.map((service) => [service.signingName, service]));
  const stores = kernelStores(saved?.stores, (service, accountRegion) =>
    byName.get(service)?.createDefaults?.(accountRegion, kernel),
  );
  const unfinished = unfinishedWork();
  const listeners: ((event: CloudEvent, accountRegion: AccountRegion) => void)[] = [];
  const stops: (() => Promise<void> | void)[] = [];
  const clock = clockOf(options.clock ?? 'real', saved?.nowMs);
  const timers = kernelTimers(clock, ({ service, name, key, account, region, atMs }) =>
    byName.get(service)?.timers?.[name]?.(key, { account, region, kernel, dueMs: atMs }),
  );

  const kernel: RunningKernel = {
    clock,
    random: ids,
    durations: modelledDurations(latencies),
    network: localNetwork({ onStop: (stop) => stops.push(stop), track: unfinished.track }),
    timers,
    faults: faultRegistry(),
    defaultAccount: options.account ?? saved?.account ?? SDK_LIKE_ACCOUNT,
    defaultRegion: options.region ?? saved?.region ?? 'eu-west-1',
    tasks: options.tasks ?? (options.clock === 'virtual' ? 'model' : 'process'),
    apiPort: options.clock === 'virtual' ? false : (options.apiPort ?? 4510),
    auth: options.auth ?? false,
    services: byName,
    resourceTypes: new Map(resourceTypes.map((type) => [type.typeName, type])),
    store: stores.store,
    accountRegions: stores.accountRegions,
    invoke: (signingName, operationName, input, accountRegion) =>
      invoke(kernel, { signingName, operationName, input }, accountRegion),
    publish(event, accountRegion) {
      for (const listener of listeners) listener(event, accountRegion);
    },
    onPublish: (listener) => void listeners.push(listener),
    background: (work, what = 'work in the background') => report(unfinished.track(what, work)),
    standBy: report,
    onStop: (stop) => void stops.push(stop),
    async resume() {
      if (saved === undefined) return;
      timers.load(saved.timers);
      const begin = { ids: ids.state, latencies: latencies.state };
      for (const service of services) await service.resume?.(kernel, saved.services.get(service.signingName));
      // Resuming draws ids too. Later draws must not depend on how much there was to resume.
      ids.state = begin.ids;
      latencies.state = begin.latencies;
    },
    snapshot: (waitSeconds = 0) =>
      takeSnapshot({ kernel, unfinished, timers, stores, random: { ids, latencies } }, waitSeconds),
    async stop() {
      timers.stop();
      for (const stop of stops.reverse()) await stop();
    },
  };
  for (const service of services) service.start?.(kernel);
  for (const type of resourceTypes) type.start?.(kernel);
  return kernel;
}

function generators(seed: number | undefined, saved: SavedCloud | undefined) {
  const ids = seededRandom(seed ?? 1);
  const latencies = seededRandom((seed ?? 1) + LATENCY_SEED_OFFSET);
  if (seed === undefined && saved !== undefined) {
    ids.state = saved.random.ids;
    latencies.state = saved.random.latencies;
  }
  return { ids, latencies };
}

async function invoke<T>(
  kernel: RunningKernel,
  called: { readonly signingName: string; readonly operationName: string; readonly input: object },
  { account, region }: AccountRegion,
): Promise<T> {
  const { signingName, operationName, input } = called;
  const operation = kernel.services.get(signingName)?.operations[operationName];
  if (operation === undefined) throw notImplemented(signingName, operationName);
  const requestId = kernel.random.uuid();
  const call = { account, region, kernel, requestId, principalArn: `arn:aws:iam::${account}:root` };
  return (await operation(structuredClone(input), call)) as T;
}

function report(work: Promise<unknown>): void {
  work.catch((error: unknown) => {
    if (error instanceof AwsError && error.name === 'CloudStopped') return;
    process.stderr.write(`embedded cloud: ${error instanceof Error ? error.stack : String(error)}\n`);
  });
}

function clockOf(wanted: NonNullable<KernelOptions['clock']>, startMs: number | undefined): Clock {
  if (wanted === 'virtual') return virtualClock(startMs);
  return realClock(wanted === 'real' ? 1 : wanted.speed, undefined, startMs);
}
