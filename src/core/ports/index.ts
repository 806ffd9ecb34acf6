import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Time } from '../time.ts';
import type {
  Alarms,
  Contents,
  Images,
  LoadBalancing,
  Logs,
  Names,
  Probe,
  Quotas,
  Secrets,
  Stacks,
  Workflows,
  Workloads,
  Zones,
} from './aws.ts';
import type { Log } from './log.ts';
import type { OperationKinds, StackEnded, Triggers } from './operation-kinds.ts';
import type { Pipelines } from './pipelines.ts';
import type { ServiceCatalog } from './service-catalog.ts';
import type { StateStore } from './state-store.ts';
import type { Announcements, Drift, Existence, World } from './world.ts';

export type * from './aws.ts';
export type * from './log.ts';
export type * from './operation-kinds.ts';
export type * from './pipelines.ts';
export type * from './service-catalog.ts';
export type * from './state-store.ts';
export type * from './world.ts';
export type { Time };

/** Everything a use case may reach. `src/aws` carries it out; tests hand in fakes. */
export interface Ports {
  readonly time: Time;
  readonly ids: Ids;
  readonly log: Log;
  readonly settings: Settings;
  readonly catalogue: Catalogue;
  readonly state: StateStore;
  readonly stacks: Stacks;
  readonly contents: Contents;
  readonly names: Names;
  readonly zones: Zones;
  readonly quotas: Quotas;
  readonly workflows: Workflows;
  readonly images: Images;
  readonly secrets: Secrets;
  readonly loadBalancing: LoadBalancing;
  readonly workloads: Workloads;
  readonly logs: Logs;
  readonly alarms: Alarms;
  readonly probe: Probe;
  readonly serviceCatalog: ServiceCatalog;
  readonly pipelines: Pipelines;
  readonly world: World;
  readonly announcements: Announcements;
  readonly existence: Existence;
  readonly drift: Drift;
  readonly operationKinds: OperationKinds;
  readonly triggers: Triggers;
  readonly stackEnded: StackEnded;
}

export interface Ids {
  /** A ULID: sorts by time. */
  ulid(): string;
}

/** Facts of this installation, parsed once from the function's environment. */
export interface Settings {
  /** Prefix of every stack: `plinth`. */
  readonly installation: string;
  readonly account: string;
  readonly region: string;
}
