import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Alarms, Images, Logs, Probe, Stacks, Tasks, Traffic, Workflows } from './aws.ts';
import type { ServiceCatalog } from './service-catalog.ts';
import type { StateStore } from './state-store.ts';

export type * from './aws.ts';
export type * from './service-catalog.ts';
export type * from './state-store.ts';

/** Everything a use case may reach. `src/aws` carries it out; tests hand in fakes. */
export interface Ports {
  readonly time: Time;
  readonly ids: Ids;
  readonly settings: Settings;
  readonly catalogue: Catalogue;
  readonly state: StateStore;
  readonly stacks: Stacks;
  readonly workflows: Workflows;
  readonly images: Images;
  readonly traffic: Traffic;
  readonly tasks: Tasks;
  readonly logs: Logs;
  readonly alarms: Alarms;
  readonly probe: Probe;
  readonly serviceCatalog: ServiceCatalog;
}

export interface Time {
  now(): Date;
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
