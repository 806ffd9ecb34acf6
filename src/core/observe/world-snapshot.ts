import type { ListedService, ListedStack } from '../ports/index.ts';

/** What is read of AWS, each by calls of its own. */
export type WorldPart = 'stacks' | 'rules' | 'services' | 'tasks' | 'healthyHosts' | 'schedules' | 'scalingGroups';

/** What was read of AWS at one time, for one account and region. */
export interface WorldSnapshot {
  readonly stacks: ReadonlyMap<string, ListedStack>;
  /** Where each rule forwards to, by target group ARN; by rule ARN. */
  readonly rules: ReadonlyMap<string, Readonly<Record<string, number>>>;
  /** By `<cluster>/<name>`. */
  readonly services: ReadonlyMap<string, ListedService>;
  /** Digests that run, by `<cluster>/<service>`. */
  readonly digests: ReadonlyMap<string, readonly string[]>;
  /** The least number of healthy targets in the last minutes, by target group ARN. */
  readonly healthy: Readonly<Record<string, number>>;
  /** Enabled ones, as `<group>/<name>`. */
  readonly schedules: ReadonlySet<string>;
  readonly scalingGroups: ReadonlyMap<string, Omit<ListedService, 'changing'>>;
  /** What could not be read, with the reason. Nothing may be concluded from its absence. */
  readonly unread: ReadonlyMap<WorldPart, string>;
}
