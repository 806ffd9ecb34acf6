import type { AccountRegion } from './account-region.ts';
import type { Clock } from './clock.ts';
import type { Durations } from './durations.ts';
import type { Faults } from './faults.ts';
import type { Network } from './network.ts';
import type { Random } from './random.ts';
import type { Timers } from './timers.ts';

export type { AccountRegion } from './account-region.ts';

/** What an operation knows about the call besides its input. */
export interface Call extends AccountRegion {
  readonly kernel: Kernel;
  readonly requestId: string;
  /** ARN of the caller: a user, or the assumed role's session. */
  readonly principalArn: string;
}

// biome-ignore lint/suspicious/noExplicitAny: each service types its operations with the SDK's own input and output types.
export type Operation = (input: any, call: Call) => unknown;

/** A due timer: its key, account and region, and when it was due; `kernel.clock` may be a little later. */
export type TimerHandler = (
  key: string,
  call: AccountRegion & { readonly kernel: Kernel; readonly dueMs: number },
) => void;

/** An AWS service: its schemas, taken from the SDK client, and its operations by name. */
export interface Service {
  /** The SigV4 signing name, which is the endpoint prefix: `cloudformation`, `states`, `elasticloadbalancing`, ... */
  readonly signingName: string;
  /** The SDK client's module (`import * as schemas from '@aws-sdk/client-ecs'`): its `...$` exports are the schemas. */
  readonly schemas: object;
  readonly operations: Readonly<Record<string, Operation>>;
  /** Called once after every service is registered: subscribe to events, publish status pages. */
  readonly start?: (kernel: Kernel) => void;
  /**
   * Called once for each account and region, when the service's store of it is new: creates the resources that AWS
   * provides by default.
   */
  readonly createDefaults?: (accountRegion: AccountRegion, kernel: Kernel) => void;
  /**
   * Functions that the kernel calls when a timer of the service is due, by the timer's name. The object of its key may
   * be deleted by then.
   */
  readonly timers?: Readonly<Record<string, TimerHandler>>;
  /** Data that the service keeps outside the stores, as plain data, for a snapshot. */
  readonly save?: (kernel: Kernel) => Promise<unknown>;
  /** Called once when a cloud starts from a snapshot: recreates what belongs to the process, such as listeners. */
  readonly resume?: (kernel: Kernel, saved: unknown) => Promise<void> | void;
}

/** An event before it is published; publishing adds the envelope's id, time, account and region. */
export interface CloudEvent {
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: Record<string, unknown>;
  /** Default: `default`. */
  readonly busName?: string;
}

/** What every service may use. A service reaches another one only by `invoke`, events, the network or resource types. */
export interface Kernel {
  readonly clock: Clock;
  readonly random: Random;
  readonly durations: Durations;
  readonly network: Network;
  readonly timers: Timers;
  /** What tests made to go wrong: each service asks where it would happen. */
  readonly faults: Faults;
  /** The account of a caller whose credentials name none. */
  readonly defaultAccount: string;
  readonly defaultRegion: string;
  /** `process`: an ECS task is a local process. `model`: its behaviour is modelled, for virtual time. */
  readonly tasks: 'process' | 'model';
  /** Preferred loopback port of the first HTTP API; `false`: HTTP APIs are reached in process only. */
  readonly apiPort: number | false;
  /** Whether an unsigned request from loopback is refused where AWS requires a signature. */
  readonly auth: boolean;
  /**
   * The store of one service in one account and region, made by `create` at first use; the service's `createDefaults`
   * then fills it. A store is plain data: records, lists, maps, sets, dates, bytes. What is not (a socket, a listener)
   * is a `companion` of it.
   */
  store<T>(service: string, accountRegion: AccountRegion, create: () => T): T;
  /** Every account and region in which the service has a store. */
  accountRegions(service: string): readonly AccountRegion[];
  /** Calls another service's operation as AWS services do among themselves: in process, without the wire. */
  invoke<T = Record<string, unknown>>(
    signingName: string,
    operation: string,
    input: object,
    accountRegion: AccountRegion,
  ): Promise<T>;
  /** Publishes an event to EventBridge, which delivers it later in modelled time. */
  publish(event: CloudEvent, accountRegion: AccountRegion): void;
  /** Subscribes to every published event, before EventBridge delivers it. */
  onPublish(listener: (event: CloudEvent, accountRegion: AccountRegion) => void): void;
  /** CloudFormation resource types with behaviour of their own, by type name. */
  readonly resourceTypes: Map<string, ResourceType>;
  /**
   * Runs work in the background; an error in it is a bug of the embedded cloud and is printed. Until the work has
   * ended, taking a snapshot fails with an error that contains `what`.
   */
  background(work: Promise<unknown>, what?: string): void;
  /** Runs background work without end, such as a poller. A snapshot does not wait for it: `resume` starts it again. */
  standBy(work: Promise<unknown>): void;
  /** Registers a callback for when the cloud stops: to close servers, end processes, remove folders. */
  onStop(stop: () => Promise<void> | void): void;
}

/** What a resource type's code receives about the resource it handles. */
export interface ResourceContext extends Call {
  readonly typeName: string;
  readonly logicalId: string;
  readonly stackId: string;
  readonly stackName: string;
  /** A physical name as CloudFormation makes them: `<stack>-<logical id>-<random>`, cut to `lengthMax`. */
  physicalName(lengthMax: number): string;
  /** Stack tags plus `aws:cloudformation:stack-name`, `-id` and `logical-id`. */
  readonly tags: Readonly<Record<string, string>>;
  /** The stack operation runs in Express mode, which does not wait until resources are ready. */
  readonly isExpress?: boolean;
  /** Aborted when the stack operation is cancelled or its other resources failed. */
  readonly signal: AbortSignal;
  /**
   * Records the physical id before the resource is ready. From then on the stack's events show it, and a creation
   * that fails or is cancelled later deletes it.
   */
  announce(resource: CreatedResource): void;
}

export interface CreatedResource {
  /** What `Ref` answers unless the published schema says otherwise. */
  readonly physicalId: string;
  /** What `Fn::GetAtt` answers, by attribute name; for missing attributes the schema yields well-formed values. */
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/**
 * A CloudFormation resource type with behaviour. Types without an entry are handled generically, from the
 * published schemas. Throw `AwsError` to fail: its message becomes the stack event's reason.
 */
export interface ResourceType {
  readonly typeName: string;
  /**
   * `model`: the engine waits for as long as the latency model says, then calls. `own`: the code waits by
   * itself (for healthy tasks, for an active load balancer).
   */
  readonly timing: 'model' | 'own';
  /** The row of the latency model, where the time of a creation depends on the properties. Default: `<type> create`. */
  creationRow?(properties: Record<string, unknown>): string;
  /** Called once after every service is registered. */
  start?(kernel: Kernel): void;
  create(properties: Record<string, unknown>, context: ResourceContext): Promise<CreatedResource>;
  /** Absent: the engine records every change of a property that is not create-only. */
  update?(
    resource: CreatedResource,
    properties: Record<string, unknown>,
    previous: Record<string, unknown>,
    context: ResourceContext,
  ): Promise<CreatedResource>;
  delete(resource: CreatedResource, properties: Record<string, unknown>, context: ResourceContext): Promise<void>;
  /**
   * The properties that the service has now: `properties`, with what was changed outside CloudFormation in place of what was
   * sent; undefined when the resource is gone. Absent: drift detection does not check the type.
   */
  actual?(
    resource: CreatedResource,
    properties: Readonly<Record<string, unknown>>,
    context: Pick<ResourceContext, 'account' | 'kernel' | 'logicalId' | 'region' | 'stackId'>,
  ): Readonly<Record<string, unknown>> | undefined;
}
