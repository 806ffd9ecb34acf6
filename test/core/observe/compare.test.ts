import { describe, expect, it, test } from 'vitest';
import type { Operation } from '../../../src/core/entities.ts';
import { compareApplication } from '../../../src/core/observe/compare-application.ts';
import { compareLocks, type HeldLock } from '../../../src/core/observe/compare-locks.ts';
import { compareStacks } from '../../../src/core/observe/compare-stacks.ts';
import { findOrphans } from '../../../src/core/observe/find-orphans.ts';
import type { WorldSnapshot } from '../../../src/core/observe/world-snapshot.ts';
import {
  GROUPS,
  listed,
  NOW,
  RULE,
  SHOP,
  shop,
  stackRecord,
  state,
  TEST_RULE,
  without,
  world,
} from './observed-world.ts';

const AN_HOUR = 3600;
const seen = (snapshot: WorldSnapshot, liveSeconds = AN_HOUR) => compareApplication(shop(), snapshot, liveSeconds);
const asRecorded = world();
const service = asRecorded.services.get('plinth-dev/shop-2')!;

describe('an application', () => {
  it('differs in nothing from AWS as it is recorded', () => {
    expect(seen(asRecorded)).toMatchObject({ differences: [], serves: 'users are served by release 2 in slot two' });
  });

  test.each<[string, Partial<WorldSnapshot>, string, readonly [message: string, serves: string]]>([
    [
      'the stack of the live release was deleted',
      {
        stacks: without(asRecorded.stacks, 'id-task-2'),
        services: without(asRecorded.services, 'plinth-dev/shop-2'),
      },
      'stack-missing service-missing',
      ['stack `plinth--dev--shop--2--task` no longer exists', 'nothing answers users'],
    ],
    [
      'the ECS service of the live release was deleted',
      { services: without(asRecorded.services, 'plinth-dev/shop-2') },
      'service-missing',
      ['ECS service `shop-2` of live release 2 no longer exists', 'nothing answers users'],
    ],
    [
      'the production rule was deleted',
      { rules: without(asRecorded.rules, RULE) },
      'rule-missing',
      [`production listener rule ${RULE} no longer exists`, 'no rule leads to the application: users get 404'],
    ],
    [
      'the weights were moved to the standby',
      { rules: new Map([...asRecorded.rules, [RULE, { [GROUPS.one]: 1, [GROUPS.two]: 0 }]]) },
      'weights',
      [
        'a production rule sends 100 % to slot one; recorded is 100 % to slot two',
        'users are served by release 1 in slot one',
      ],
    ],
    [
      'a part of the weight was moved',
      { rules: new Map([...asRecorded.rules, [RULE, { [GROUPS.one]: 1, [GROUPS.two]: 3 }]]) },
      'weights',
      [
        'a production rule sends 25 % to slot one and 75 % to slot two; recorded is 100 % to slot two',
        'users are served by release 1 in slot one and release 2 in slot two',
      ],
    ],
    [
      'the rule leads to none of the two groups',
      { rules: new Map([...asRecorded.rules, [RULE, {}]]) },
      'weights',
      ['a production rule sends no traffic; recorded is 100 % to slot two', 'nothing answers users'],
    ],
    [
      'the rule of the test listener was deleted',
      { rules: without(asRecorded.rules, TEST_RULE) },
      'test-rule-missing',
      [`listener rule ${TEST_RULE} of the test listener no longer exists`, 'users are served by release 2 in slot two'],
    ],
    [
      'another digest runs',
      { digests: new Map([['plinth-dev/shop-2', ['sha256:2', 'sha256:9']]]) },
      'digest',
      [
        'ECS service `shop-2` runs sha256:9, which is not the digest of release 2',
        'users are served by release 2 in slot two',
      ],
    ],
    [
      'no task runs',
      { services: new Map([...asRecorded.services, ['plinth-dev/shop-2', { ...service, running: 0 }]]) },
      'nothing-runs',
      ['`shop-2` runs nothing although 2 are desired', 'nothing answers users'],
    ],
    [
      'a task is missing',
      { services: new Map([...asRecorded.services, ['plinth-dev/shop-2', { ...service, running: 1 }]]) },
      'too-few-run',
      ['`shop-2` runs fewer than the 2 that are desired', 'users are served by release 2 in slot two'],
    ],
    [
      'the live slot has no healthy target',
      { healthy: { [GROUPS.two]: 0 } },
      'unhealthy',
      ['slot two receives traffic and had no healthy target in the last minutes', 'nothing answers users'],
    ],
    [
      'the standby was deleted',
      { services: without(asRecorded.services, 'plinth-dev/shop-1') },
      'standby-missing',
      [
        'ECS service `shop-1` of standby release 1 no longer exists; a roll back places its digest again',
        'users are served by release 2 in slot two',
      ],
    ],
  ])('%s', (_, changed, codes, sentences) => {
    const { differences, serves: said } = seen(world(changed));
    expect(differences.map(({ code }) => code).join(' ')).toBe(codes);
    expect([differences[0]?.message, said]).toEqual(sentences);
  });

  it('is not judged by what could not be read', () => {
    const parts = ['stacks', 'rules', 'services', 'tasks', 'healthyHosts', 'schedules', 'scalingGroups'] as const;
    const unread = new Map(parts.map((part) => [part, 'Rate exceeded'] as const));
    const nothing = world({
      stacks: new Map(),
      rules: new Map(),
      services: new Map(),
      digests: new Map(),
      healthy: {},
      unread,
    });
    expect(seen(nothing).differences).toEqual([]);
  });

  it('is not judged by values of CloudWatch from before it went live, nor while ECS deploys', () => {
    expect(seen(world({ healthy: { [GROUPS.two]: 0 } }), 60).differences).toEqual([]);
    const deploying = new Map([
      ...asRecorded.services,
      ['plinth-dev/shop-2', { ...service, running: 1, changing: true }],
    ]);
    expect(seen(world({ services: deploying })).differences).toEqual([]);
  });

  it('runs on schedules and Auto Scaling groups too', () => {
    const { live } = shop();
    const job = shop({
      type: 'job',
      traffic: undefined,
      standby: undefined,
      live: { ...live!, workload: { kind: 'schedule', group: 'g' } },
    });
    expect(compareApplication(job, asRecorded, AN_HOUR).differences).toMatchObject([{ code: 'schedule-off' }]);
    expect(compareApplication(job, world({ schedules: new Set(['g/shop-2']) }), AN_HOUR).differences).toEqual([]);
    const machines = shop({
      type: 'instances',
      standby: undefined,
      live: { ...live!, workload: { kind: 'scaling-group' } },
    });
    expect(compareApplication(machines, asRecorded, AN_HOUR).differences).toMatchObject([
      { code: 'scaling-group-missing' },
    ]);
    const group = new Map([['shop-2', { name: 'shop-2', desired: 2, running: 2 }]]);
    expect(compareApplication(machines, world({ scalingGroups: group }), AN_HOUR).differences).toEqual([]);
  });
});

describe('a stack', () => {
  const LATER = new Date(Date.parse(NOW) + 1000);
  const codes = (record: Parameters<typeof listed>[0], more: Parameters<typeof listed>[1]) => {
    const stack = listed(record, more);
    const snapshot = world({ stacks: new Map([[stack.stackId, stack]]) });
    return compareStacks({ stacks: { [record.component]: record } }, snapshot).map(({ message }) => message);
  };
  const record = stackRecord('mysql');

  test.each<[string, Parameters<typeof listed>[1], readonly string[]]>([
    ['as recorded', {}, []],
    [
      'with the weights of a toggle',
      { parameters: { Port: '8080', WeightOne: '0' }, changedAt: LATER },
      ['stack `plinth--dev--shop--mysql` was updated outside Plinth'],
    ],
    ['with a former parameter that no resource takes', { parameters: { Port: '80' } }, []],
    [
      'updated with another parameter',
      { parameters: { Port: '80' }, changedAt: LATER },
      ["stack `plinth--dev--shop--mysql` was updated outside Plinth: parameter Port is '80', not '8080'"],
    ],
    [
      'updated with another output',
      { outputs: {}, changedAt: LATER },
      ["stack `plinth--dev--shop--mysql` was updated outside Plinth: output Url is 'absent', not 'http://shop'"],
    ],
    [
      'that failed',
      { status: 'UPDATE_ROLLBACK_FAILED' },
      ['stack `plinth--dev--shop--mysql` is UPDATE_ROLLBACK_FAILED, not CREATE_COMPLETE'],
    ],
    ['that is being changed', { status: 'UPDATE_IN_PROGRESS', changedAt: LATER }, []],
    [
      'that was created again by its name',
      { stackId: 'other' },
      ['stack `plinth--dev--shop--mysql` was deleted and created again outside Plinth'],
    ],
  ])('%s', (_, more, messages) => {
    expect(codes(record, more)).toEqual(messages);
  });

  it('whose record is stale says nothing about its contents', () => {
    expect(codes({ ...record, templateHash: '' }, { outputs: {}, changedAt: LATER })).toEqual([]);
  });

  it('is an orphan when it has the tag, is on no record and has long not changed', () => {
    const now = new Date(Date.parse(NOW) + AN_HOUR * 1000);
    const orphans = (more: Parameters<typeof listed>[1], recorded: readonly string[] = []) =>
      findOrphans([listed(record, more)], { installation: 'plinth', recorded: new Set(recorded), now }).length;
    expect(orphans({})).toBe(1);
    expect(orphans({}, [record.stackId])).toBe(0);
    expect(orphans({ changedAt: now })).toBe(0);
    expect(orphans({ status: 'DELETE_IN_PROGRESS' })).toBe(0);
    expect(orphans({ tags: { 'plinth:installation': 'other' } })).toBe(0);
  });
});

describe('a lock', () => {
  const holder = { operationId: 'op_1', fence: 1, by: 'ana', since: NOW };
  const at = (seconds: number) => new Date(Date.parse(NOW) + seconds * 1000);
  const running = { id: 'op_1', status: 'running' } as Operation;
  const ended = { id: 'op_1', status: 'failed', endedAt: NOW } as Operation;

  test.each<[string, Pick<HeldLock, 'operation' | 'execution'>, number, readonly string[]]>([
    ['of an operation that runs', { operation: running, execution: 'RUNNING' }, 90_000, []],
    ['of one whose execution has just ended', { operation: running, execution: 'FAILED' }, 600, []],
    [
      'of one whose execution ended long ago',
      { operation: running, execution: 'ABORTED' },
      1000,
      ['operation op_1 is running and its execution is ABORTED'],
    ],
    ['of one that has just ended', { operation: ended, execution: undefined }, 600, []],
    [
      'of one that ended long ago',
      { operation: ended, execution: undefined },
      1000,
      ['operation op_1 holds the lock and ended as failed'],
    ],
    [
      'of one that does not exist',
      { operation: undefined, execution: undefined },
      1000,
      ['operation op_1 holds the lock and does not exist'],
    ],
  ])('%s', (_, held, seconds, messages) => {
    const found = compareLocks([{ holder, ...held }], at(seconds));
    expect(found.map(({ message }) => message)).toEqual(messages);
  });
});

it('an application whose stacks were never provisioned differs in nothing', () => {
  const empty = shop({ scopeState: state(SHOP), traffic: undefined, live: undefined, standby: undefined });
  expect(compareApplication(empty, world(), 0)).toEqual({ stacks: {}, differences: [] });
});
