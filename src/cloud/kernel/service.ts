import type { Clock } from './clock.ts';
import type { Durations } from './durations.ts';
import type { Network } from './network.ts';
import type { Random } from './random.ts';

/** One account in one region: the key of every store and a part of every ARN. */
export interface AccountRegion {
  readonly account: string;
  readonly region: string;
}

/** What an operation knows about the call besides its input. */
export interface Call extends AccountRegion {
  readonly kernel: Kernel;
  readonly requestId: string;
  /** ARN of the caller: a user, or the assumed role's session. */
  readonly principalArn: string;
}

// biome-ignore lint/suspicious/noExplicitAny: each service types its operations with the SDK's own input and output types.
export type Operation = (input: any, call: Call) => unknown;

/** A service is its wire description, taken from the SDK client's schemas, and its operations by name. */
export interface Service {
  /** The SigV4 signing name, which is the endpoint prefix: `cloudformation`, `states`, `elasticloadbalancing`, ... */
  readonly signingName: string;
  /** The SDK client's module (`import * as schemas from '@aws-sdk/client-ecs'`): its `...$` exports are the schemas. */
  readonly schemas: object;
  readonly operations: Readonly<Record<string, Operation>>;
  /** Called once after every service is registered: subscribe to events, start schedules. */
  readonly start?: (kernel: Kernel) => void;
  /** Called once for each account and region, when the service's store of it is new: creates what AWS has there from the beginning. */
  readonly createDefaults?: (accountRegion: AccountRegion, kernel: Kernel) => void;
}

/** An event on its way to a bus; the envelope's id, time, account and region are filled in on publishing. */
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
  /** The account of a caller whose credentials name none. */
  readonly defaultAccount: string;
  readonly defaultRegion: string;
  /** `process`: an ECS task is a local process. `model`: its behaviour is modelled, for virtual time. */
  readonly tasks: 'process' | 'model';
  /** Loopback port that the first HTTP API wants; `false`: HTTP APIs are reached in process only. */
  readonly apiPort: number | false;
  /** Whether an unsigned request from loopback is refused where AWS wants a signature. */
  readonly auth: boolean;
  /** The store of one service in one account and region, made by `create` at first use; the service's `createDefaults` then fills it. */
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
  /** Hands an event to EventBridge. Delivery is later, in modelled time. */
  publish(event: CloudEvent, accountRegion: AccountRegion): void;
  /** EventBridge registers here. */
  onPublish(listener: (event: CloudEvent, accountRegion: AccountRegion) => void): void;
  /** CloudFormation resource types with behaviour of their own, by type name. */
  readonly resourceTypes: Map<string, ResourceType>;
  /** Runs work that nobody awaits; an error in it is the embedded cloud's own fault and is reported loudly. */
  background(work: Promise<unknown>): void;
  /** Everything to undo when the cloud stops: servers, processes, folders. */
  onStop(stop: () => Promise<void> | void): void;
}

/** What a resource type's code knows about the resource it handles. */
export interface ResourceContext extends Call {
  readonly typeName: string;
  readonly logicalId: string;
  readonly stackId: string;
  readonly stackName: string;
  /** A physical name as CloudFormation makes them: `<stack>-<logical id>-<random>`, cut to `lengthMax`. */
  physicalName(lengthMax: number): string;
  /** Stack tags plus `aws:cloudformation:stack-name`, `-id` and `logical-id`. */
  readonly tags: Readonly<Record<string, string>>;
  /** The stack operation runs in Express mode, which waits for nothing to be ready. */
  readonly isExpress?: boolean;
  /** Aborted when the stack operation is cancelled or its other resources failed. */
  readonly signal: AbortSignal;
  /**
   * Says what the resource is called before it is ready. From here on it shows in the stack's events, and a creation
   * that fails or is cancelled later is undone by deleting it.
   */
  announce(resource: CreatedResource): void;
}

export interface CreatedResource {
  /** What `Ref` answers unless the published schema says otherwise. */
  readonly physicalId: string;
  /** What `Fn::GetAtt` answers, by attribute name; attributes left out are made up well-formed from the schema. */
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/**
 * A CloudFormation resource type with behaviour. Types without an entry are handled generically, from the
 * published schemas. Throw `AwsError` to fail: its message becomes the stack event's reason.
 */
export interface ResourceType {
  readonly typeName: string;
  /**
   * `model`: the engine lets the latency model's time for this type pass, then calls. `own`: the code waits by
   * itself (for healthy tasks, for an active load balancer).
   */
  readonly timing: 'model' | 'own';
  /** Where the time of a creation depends on the properties: the row of the latency model. Default: `<type> create`. */
  creationRow?(properties: Record<string, unknown>): string;
  create(properties: Record<string, unknown>, context: ResourceContext): Promise<CreatedResource>;
  /** Absent: every change of a property that is not create-only is accepted and recorded. */
  update?(
    resource: CreatedResource,
    properties: Record<string, unknown>,
    previous: Record<string, unknown>,
    context: ResourceContext,
  ): Promise<CreatedResource>;
  delete(resource: CreatedResource, properties: Record<string, unknown>, context: ResourceContext): Promise<void>;
}
