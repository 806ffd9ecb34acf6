import { type Clock, realClock, virtualClock } from './clock.ts';
import { modelledDurations } from './durations.ts';
import { AwsError, notImplemented } from './errors.ts';
import { localNetwork } from './local-network.ts';
import { seededRandom } from './random.ts';
import type { AccountRegion, CloudEvent, Kernel, ResourceType, Service } from './service.ts';

export interface KernelOptions {
  /** `real`, `virtual`, or how many modelled seconds pass in a real one. */
  readonly clock?: 'real' | 'virtual' | { readonly speed: number };
  /** Seeds ids and latencies. Default 1. */
  readonly seed?: number;
  readonly account?: string;
  readonly region?: string;
  readonly tasks?: 'process' | 'model';
  /** Loopback port of the first HTTP API; the others take the next free ones. `false`: in process only. Default 4510. */
  readonly apiPort?: number | false;
  /** Whether an unsigned request from loopback is refused where AWS wants a signature. Default false. */
  readonly auth?: boolean;
}

/** A kernel with its services registered. `stop` undoes everything, in reverse order. */
export interface RunningKernel extends Kernel {
  readonly services: ReadonlyMap<string, Service>;
  stop(): Promise<void>;
}

const SDK_LIKE_ACCOUNT = '111122223333';

export function createKernel(
  options: KernelOptions,
  services: readonly Service[],
  resourceTypes: readonly ResourceType[],
): RunningKernel {
  const random = seededRandom(options.seed ?? 1);
  const latencies = seededRandom((options.seed ?? 1) + 0x9e3779b9);
  const byName = new Map(services.map((service) => [service.signingName, service]));
  const stores = new Map<string, { readonly accountRegion: AccountRegion; readonly value: unknown }>();
  const listeners: ((event: CloudEvent, accountRegion: AccountRegion) => void)[] = [];
  const stops: (() => Promise<void> | void)[] = [];

  const kernel: RunningKernel = {
    clock: clockOf(options.clock ?? 'real'),
    random,
    durations: modelledDurations(latencies),
    network: localNetwork((stop) => stops.push(stop)),
    defaultAccount: options.account ?? SDK_LIKE_ACCOUNT,
    defaultRegion: options.region ?? 'eu-west-1',
    tasks: options.tasks ?? (options.clock === 'virtual' ? 'model' : 'process'),
    apiPort: options.clock === 'virtual' ? false : (options.apiPort ?? 4510),
    auth: options.auth ?? false,
    services: byName,
    resourceTypes: new Map(resourceTypes.map((type) => [type.typeName, type])),
    store<T>(service: string, accountRegion: AccountRegion, create: () => T): T {
      const key = `${service} ${accountRegion.account} ${accountRegion.region}`;
      const found = stores.get(key);
      if (found !== undefined) return found.value as T;
      const value = create();
      stores.set(key, { accountRegion: { account: accountRegion.account, region: accountRegion.region }, value });
      byName.get(service)?.createDefaults?.(accountRegion, kernel);
      return value;
    },
    accountRegions: (service) =>
      [...stores].filter(([key]) => key.startsWith(`${service} `)).map(([, { accountRegion }]) => accountRegion),
    async invoke<T>(
      signingName: string,
      operationName: string,
      input: object,
      accountRegion: AccountRegion,
    ): Promise<T> {
      const operation = byName.get(signingName)?.operations[operationName];
      if (operation === undefined) throw notImplemented(signingName, operationName);
      const call = {
        account: accountRegion.account,
        region: accountRegion.region,
        kernel,
        requestId: random.uuid(),
        principalArn: `arn:aws:iam::${accountRegion.account}:root`,
      };
      return (await operation(structuredClone(input), call)) as T;
    },
    publish(event, accountRegion) {
      for (const listener of listeners) listener(event, accountRegion);
    },
    onPublish: (listener) => void listeners.push(listener),
    background(work) {
      work.catch((error: unknown) => {
        if (error instanceof AwsError && error.name === 'CloudStopped') return;
        process.stderr.write(`embedded cloud: ${error instanceof Error ? error.stack : String(error)}\n`);
      });
    },
    onStop: (stop) => void stops.push(stop),
    async stop() {
      for (const stop of stops.reverse()) await stop();
    },
  };
  for (const service of services) service.start?.(kernel);
  return kernel;
}

function clockOf(wanted: NonNullable<KernelOptions['clock']>): Clock {
  if (wanted === 'virtual') return virtualClock();
  return realClock(wanted === 'real' ? 1 : wanted.speed);
}
