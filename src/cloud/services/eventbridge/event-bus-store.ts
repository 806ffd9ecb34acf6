import type { Target } from '@aws-sdk/client-eventbridge';
import { AwsError } from '../../kernel/errors.ts';
import type { EventMatcher } from '../../kernel/event-pattern.ts';
import type { Kernel, Place } from '../../kernel/service.ts';

/** An event as targets get it, before any input transformation. */
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
  matches: EventMatcher | undefined;
  schedule: string | undefined;
  state: 'ENABLED' | 'DISABLED' | 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';
  description: string | undefined;
  roleArn: string | undefined;
  stopSchedule: () => void;
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

/** The event buses of one account and region. `default` is always there. */
export class EventBusStore {
  readonly buses = new Map<string, EventBus>();

  constructor(place: Place, createdAtMs: number) {
    this.add('default', place, createdAtMs);
  }

  add(name: string, place: Place, createdAtMs: number): EventBus {
    const bus: EventBus = {
      name,
      arn: `arn:aws:events:${place.region}:${place.account}:event-bus/${name}`,
      createdAtMs,
      rules: new Map(),
      tags: new Map(),
      description: undefined,
      policy: undefined,
    };
    this.buses.set(name, bus);
    return bus;
  }
}

export function eventBuses(kernel: Kernel, place: Place): EventBusStore {
  return kernel.store('events', place, () => new EventBusStore(place, kernel.clock.now()));
}

/** The bus by name or ARN; throws ResourceNotFoundException. */
export function findBus(kernel: Kernel, place: Place, nameOrArn: string | undefined): EventBus {
  const name = busNameOf(nameOrArn);
  const bus = eventBuses(kernel, placeOf(nameOrArn, place)).buses.get(name);
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

/** The account and region in an ARN, else where the call was made. */
export function placeOf(arn: string | undefined, place: Place): Place {
  if (arn?.startsWith('arn:') !== true) return { account: place.account, region: place.region };
  const [, , , region, account] = arn.split(':');
  return { account: account || place.account, region: region || place.region };
}
