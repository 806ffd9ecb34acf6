import type { Clock } from './kernel/clock.ts';
import type { Faults } from './kernel/faults.ts';
import { createKernel, type KernelOptions } from './kernel/kernel.ts';
import type { NetworkRequest, NetworkResponse, StreamRequest, StreamResponse } from './kernel/network.ts';
import type { Snapshot } from './kernel/snapshot.ts';
import { RESOURCE_TYPES, SERVICES } from './services/index.ts';
import { serveWire } from './wire/server.ts';

export type { Fault, InjectedFault } from './kernel/faults.ts';
export type { StreamRequest, StreamResponse } from './kernel/network.ts';
export type { Snapshot } from './kernel/snapshot.ts';

export interface CloudOptions extends KernelOptions {
  /** Port of the AWS endpoint; the next free one is taken when it is in use. `false`: in process only. Default 4566. */
  readonly port?: number | false;
}

/** A running embedded cloud, as its users see it: an AWS endpoint and a clock. */
export interface Cloud {
  /** What goes into `AWS_ENDPOINT_URL`. */
  readonly endpoint: string;
  readonly clock: Clock;
  /** Makes what AWS does go wrong, until the fault is removed. `OPERATIONS.md` lists the kinds. */
  readonly faults: Pick<Faults, 'inject'>;
  /** A request to any host of the cloud (AWS endpoint, API, load balancer), in process: virtual time stays true. */
  fetch(request: NetworkRequest): Promise<NetworkResponse>;
  /** The same, answered as soon as the answer begins: for bodies that take time, and WebSocket. */
  stream(request: StreamRequest): Promise<StreamResponse>;
  /**
   * The whole cloud as bytes, to start others from (`startCloud({ from })`). It must be at rest: for that it lets at most
   * this many modelled seconds pass, by default none. Throws an error that names the unfinished work when it is not.
   */
  snapshot(waitSeconds?: number): Promise<Snapshot>;
  stop(): Promise<void>;
}

/** Boots an embedded cloud with empty accounts, or from a snapshot. */
export async function startCloud(options: CloudOptions = {}): Promise<Cloud> {
  const kernel = createKernel(options, SERVICES, RESOURCE_TYPES);
  const endpoint = await serveWire(kernel, options.port ?? 4566);
  await kernel.resume();
  return {
    endpoint,
    clock: kernel.clock,
    faults: kernel.faults,
    fetch: kernel.network.fetch,
    stream: kernel.network.stream,
    snapshot: kernel.snapshot,
    stop: () => kernel.stop(),
  };
}
