import type { Target } from '@aws-sdk/client-eventbridge';
import { AwsError } from '../../kernel/errors.ts';
import type { AccountRegion, Kernel } from '../../kernel/service.ts';

/** An event as targets receive it, before input transformation. */
export interface Envelope {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

export interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly busName: string;
  readonly targets: Map<string, Target>;
  tags: Map<string, string>;
  pattern: string | undefined;
  schedule: string | undefined;
  /** Start of the schedule in milliseconds, from which rates count. */
  scheduledAtMs: number;
  state: 'ENABLED' | 'DISABLED' | 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';
  description: string | undefined;
  roleArn: string | undefined;
}

export interface EventBus {
  readonly name: string;
  readonly arn: string;
  readonly createdAtMs: number;
  readonly rules: Map<string, Rule>;
  tags: Map<string, string>;
  description: string | undefined;
  policy: string | undefined;
}

/** The event buses of one account and region. `default` always exists. */
export interface EventBusStore {
  readonly buses: Map<string, EventBus>;
}

export function newBus(name: string, { account, region }: AccountRegion, createdAtMs: number): EventBus {
  return {
    name,
    arn: `arn:aws:events:${region}:${account}:event-bus/${name}`,
    createdAtMs,
    rules: new Map(),
    tags: new Map(),
    description: undefined,
    policy: undefined,
  };
}

export function eventBuses(kernel: Kernel, accountRegion: AccountRegion): EventBusStore {
  return kernel.store('events', accountRegion, () => ({
    buses: new Map([['default', newBus('default', accountRegion, kernel.clock.now())]]),
  }));
}

/** The bus by name or ARN; throws ResourceNotFoundException. */
export function findBus(kernel: Kernel, accountRegion: AccountRegion, nameOrArn: string | undefined): EventBus {
  const name = busNameOf(nameOrArn);
  const bus = eventBuses(kernel, accountRegionOf(nameOrArn, accountRegion)).buses.get(name);
  if (bus === undefined) {
    throw new AwsError('ResourceNotFoundException', `Event bus ${name} does not exist.`);
  }
  return bus;
}

/** The rule; throws ResourceNotFoundException. */
export function findRule(bus: EventBus, name: string): Rule {
  const rule = bus.rules.get(name);
  if (rule === undefined) {
    throw new AwsError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus ${bus.name}.`);
  }
  return rule;
}

export function busNameOf(nameOrArn: string | undefined): string {
  if (nameOrArn === undefined) return 'default';
  return nameOrArn.startsWith('arn:') ? nameOrArn.slice(nameOrArn.indexOf('/') + 1) : nameOrArn;
}

/** The account and region in an ARN, else those of the call. */
export function accountRegionOf(arn: string | undefined, accountRegion: AccountRegion): AccountRegion {
  if (arn?.startsWith('arn:') !== true) return { account: accountRegion.account, region: accountRegion.region };
  const [, , , region, account] = arn.split(':');
  return { account: account || accountRegion.account, region: region || accountRegion.region };
}
