import type { Release, ScopeState, StackRecord } from '../../../src/core/entities.ts';
import { newScopeState } from '../../../src/core/new-scope-state.ts';
import type { RecordedApplication, RecordedRelease } from '../../../src/core/observe/recorded.ts';
import type { WorldSnapshot } from '../../../src/core/observe/world-snapshot.ts';
import type { ListedStack } from '../../../src/core/ports/index.ts';

export const NOW = '2026-11-20T12:00:00.000Z';
export const SHOP = 'environments/dev/applications/shop';
export const GROUPS = { one: 'arn:group/one', two: 'arn:group/two' };
export const RULE = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener-rule/app/lb/1/2/3';
export const TEST_RULE = `${RULE}9`;

export function stackRecord(name: string, more: Partial<StackRecord> = {}): StackRecord {
  return {
    component: name,
    stackName: `plinth--dev--shop--${name}`,
    stackId: `id-${name}`,
    status: 'CREATE_COMPLETE',
    templateHash: 'hash',
    parameters: { Port: '8080', WeightOne: '100' },
    outputs: { Url: 'http://shop' },
    tags: {},
    data: false,
    updatedAt: NOW,
    ...more,
  };
}

/** The stack of a record as CloudFormation lists it. */
export function listed(record: StackRecord, more: Partial<ListedStack> = {}): ListedStack {
  const { stackId, stackName, status, parameters, outputs } = record;
  const tags = { 'plinth:installation': 'plinth', 'plinth:scope': SHOP };
  return {
    stackId,
    stackName,
    status,
    parameters,
    outputs,
    tags,
    changedAt: new Date(Date.parse(NOW) - 60_000),
    ...more,
  };
}

export function state(scope: string, more: Partial<ScopeState> = {}): ScopeState {
  return { ...newScopeState(scope, NOW, 'ready'), ...more };
}

function release(number: number, slot: 'one' | 'two', status: Release['status']): RecordedRelease {
  const task = stackRecord('task', { stackName: `plinth--dev--shop--${number}--task`, stackId: `id-task-${number}` });
  return {
    release: { scope: SHOP, number, slot, status, digest: `sha256:${number}` } as Release,
    scopeState: state(`${SHOP}/releases/${number}`, { stacks: { task } }),
    workload: { kind: 'service', cluster: 'plinth-dev' },
    name: `shop-${number}`,
  };
}

/** A web application with release 2 live in slot two and release 1 as its warm standby. */
export function shop(more: Partial<RecordedApplication> = {}): RecordedApplication {
  const live = { slot: 'two', release: 2, weights: { one: 0, two: 100 }, previousRelease: 1, since: NOW } as const;
  return {
    scopeState: state(SHOP, { stacks: { service: stackRecord('service') }, live }),
    type: 'web',
    traffic: { ruleArns: [RULE], testRuleArn: TEST_RULE, groups: GROUPS },
    live: release(2, 'two', 'live'),
    standby: release(1, 'one', 'standby'),
    ...more,
  };
}

/** AWS exactly as `shop()` is recorded. */
export function world(more: Partial<WorldSnapshot> = {}): WorldSnapshot {
  const { scopeState, live, standby } = shop();
  const states = [scopeState, live?.scopeState, standby?.scopeState];
  const records = states.flatMap((each) => Object.values(each?.stacks ?? {}));
  const service = (name: string) => ({ name, desired: 2, running: 2, changing: false });
  return {
    stacks: new Map(records.map((record) => [record.stackId, listed(record)])),
    rules: new Map([
      [RULE, { [GROUPS.one]: 0, [GROUPS.two]: 100 }],
      [TEST_RULE, { [GROUPS.one]: 100, [GROUPS.two]: 0 }],
    ]),
    services: new Map([
      ['plinth-dev/shop-1', service('shop-1')],
      ['plinth-dev/shop-2', service('shop-2')],
    ]),
    digests: new Map([['plinth-dev/shop-2', ['sha256:2', 'sha256:2']]]),
    healthy: { [GROUPS.one]: 2, [GROUPS.two]: 2 },
    schedules: new Set(),
    scalingGroups: new Map(),
    unread: new Map(),
    ...more,
  };
}

export function without<V>(map: ReadonlyMap<string, V>, ...keys: readonly string[]): ReadonlyMap<string, V> {
  return new Map([...map].filter(([key]) => !keys.includes(key)));
}
