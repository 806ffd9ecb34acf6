import { describe, expect, test } from 'vitest';
import type { StackDrift } from '../../../src/core/drift.ts';
import type { Operation } from '../../../src/core/entities.ts';
import { driftRound, stackDrift } from '../../../src/core/observe/decide-drift.ts';
import { detectDrift } from '../../../src/core/observe/detect-drift.ts';
import type { DriftStack } from '../../../src/core/observe/drift-progress.ts';
import { settleDrift } from '../../../src/core/observe/settle-drift.ts';
import { acceptOperation } from '../../../src/core/operation/accept-operation.ts';
import type { Drift, ResourceDrift, Stacks } from '../../../src/core/ports/index.ts';
import { acceptedOperation } from '../../builders.ts';
import { type FakePorts, fakePorts } from '../../fakes/index.ts';
import { NOW, stackRecord, state } from './observed-world.ts';

const DEV = 'environments/dev';
const target = { account: '111122223333', region: 'eu-west-1' };
const stack = (name: string, more: Partial<DriftStack> = {}): DriftStack => {
  return { scope: DEV, stackName: name, stackId: `id-${name}`, target, ...more };
};
const inSync: StackDrift = { scope: DEV, stackName: 'a', status: 'IN_SYNC', drifted: [], unchecked: [] };

describe('one look', () => {
  test('starts no more than five at a time, and as many as are over', () => {
    const waiting = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => stack(name));
    expect(driftRound(waiting)).toMatchObject({ start: waiting.slice(0, 5), read: [], done: false });
    const underWay = waiting.map((one, at) => (at < 4 ? { ...one, detectionId: 'x' } : one));
    expect(driftRound(underWay)).toMatchObject({ start: [waiting[4]], read: underWay.slice(0, 4) });
  });

  test('is the last when every stack has an answer', () => {
    const over = [stack('a', { detectionId: 'x', found: inSync }), stack('b', { found: inSync })];
    expect(driftRound(over)).toEqual({ start: [], read: [], done: true });
    expect(driftRound([])).toMatchObject({ done: true });
  });
});

describe('what was found of a stack', () => {
  const resource = (logicalId: string, type = 'AWS::SNS::Topic') => ({
    logicalId,
    type,
    physicalId: `id-${logicalId}`,
  });
  const drift = (logicalId: string, status: string, more: Partial<ResourceDrift> = {}): ResourceDrift => {
    return { ...resource(logicalId), status, properties: [], ...more };
  };
  const found = (drifts: readonly ResourceDrift[], problem?: string) =>
    stackDrift(stack('a'), { resources: [resource('Topic'), resource('Queue')], drifts, problem });

  const queueUnchecked = { unchecked: ['AWS::SNS::Topic id-Queue'] };
  test.each<[string, readonly ResourceDrift[], object]>([
    [
      'is in sync when all is',
      [drift('Topic', 'IN_SYNC'), drift('Queue', 'IN_SYNC')],
      { status: 'IN_SYNC', unchecked: [] },
    ],
    ['names what could not be checked', [drift('Topic', 'IN_SYNC')], { status: 'IN_SYNC', ...queueUnchecked }],
  ])('%s', (_, drifts, expected) => {
    expect(found(drifts)).toMatchObject(expected);
  });

  test.each<[string, readonly ResourceDrift[], object]>([
    [
      'is unknown',
      [drift('Topic', 'IN_SYNC'), drift('Queue', 'NOT_CHECKED')],
      { status: 'UNKNOWN', ...queueUnchecked },
    ],
    [
      'is drifted when something is gone',
      [drift('Topic', 'IN_SYNC'), drift('Queue', 'DELETED')],
      { status: 'DRIFTED' },
    ],
  ])('%s when the detection failed in part', (_, drifts, expected) => {
    expect(found(drifts, 'denied')).toMatchObject({ ...expected, problem: 'denied' });
  });

  const rule = { type: 'AWS::ElasticLoadBalancingV2::ListenerRule' };
  test.each([
    ['weights', { ...rule, properties: ['/Properties/Actions/0/ForwardConfig/TargetGroups/0/Weight'] }, true],
    ['weights, as another form has them', { ...rule, properties: ['/Actions'] }, true],
    ['weights and the priority', { ...rule, properties: ['/Actions', '/Priority'] }, false],
    ['the count of tasks', { type: 'AWS::ECS::Service', properties: ['/DesiredCount'] }, true],
    ['the actions of something else', { type: 'AWS::IoT::TopicRule', properties: ['/Actions'] }, false],
  ])('Plinth itself changes %s, or does not', (_, more, expected) => {
    const { status, drifted } = found([drift('Topic', 'MODIFIED', more), drift('Queue', 'IN_SYNC')]);
    expect([status, drifted]).toMatchObject([expected ? 'IN_SYNC' : 'DRIFTED', [{ expected }]]);
  });

  test('a rule that is gone is never what Plinth does', () => {
    expect(found([drift('Topic', 'DELETED', rule)]).status).toBe('DRIFTED');
  });
});

interface Scene {
  readonly ports: FakePorts;
  readonly started: string[];
  complete: boolean;
}

/** An environment with these stacks; `busy` is refused. */
async function scene(...names: readonly string[]): Promise<Scene> {
  const started: string[] = [];
  const here = { started, complete: false };
  const drift: Drift = {
    start: async (_, id) => {
      if (id === 'id-busy') return { refused: 'stack [busy] is in UPDATE_IN_PROGRESS state' };
      started.push(id);
      return { detectionId: `of ${id}` };
    },
    detection: async () => ({ status: here.complete ? 'complete' : 'in-progress' }),
    resources: async () => [
      { logicalId: 'Topic', type: 'AWS::SNS::Topic', status: 'MODIFIED', properties: ['/DisplayName'] },
    ],
  };
  const resources = async () => [{ logicalId: 'Topic', type: 'AWS::SNS::Topic' }];
  const ports = fakePorts({ drift, stacks: { resources } as unknown as Stacks });
  const stacks = Object.fromEntries(
    names.map((name) => [name, stackRecord(name, { stackName: name, stackId: `id-${name}` })]),
  );
  await ports.state.updateScopeState(DEV, () => state(DEV, { stacks }));
  return Object.assign(here, { ports });
}

const request = {
  kind: 'drift',
  scope: { layer: 'environment', environment: 'dev' },
  request: {},
  principal: 'ann',
  trigger: 'api',
} as const;

const accept = ({ ports }: Scene): Promise<Operation> => acceptOperation(request, ports);

describe('a detection', () => {
  test('waits until all stacks are detected, keeps what could not be, and says so', async () => {
    const here = await scene('queue', 'busy');
    const { id: operationId } = await accept(here);
    await expect(detectDrift({ operationId }, here.ports)).rejects.toMatchObject({
      name: 'NotYet',
      message: '1 of 2 stacks',
    });
    await expect(detectDrift({ operationId }, here.ports)).rejects.toMatchObject({ name: 'NotYet' });
    here.complete = true;
    await detectDrift({ operationId }, here.ports);
    await detectDrift({ operationId }, here.ports);
    expect(here.started).toEqual(['id-queue']);
    expect(await settleDrift({ operationId }, here.ports)).toEqual({ status: 'succeeded' });
    expect(await here.ports.state.readDrift(DEV)).toMatchObject({
      operationId,
      stacks: [
        { stackName: 'queue', status: 'DRIFTED', drifted: [{ logicalId: 'Topic', paths: ['/DisplayName'] }] },
        { stackName: 'busy', status: 'UNKNOWN', problem: 'stack [busy] is in UPDATE_IN_PROGRESS state' },
      ],
    });
    const result = { stacks: 2, drifted: 1, unknown: 1 };
    expect(await here.ports.state.readOperation(operationId)).toMatchObject({ status: 'succeeded', result });
  });

  test('gives up a stack that takes longer than half an hour', async () => {
    const here = await scene('queue');
    const { id: operationId } = await accept(here);
    await expect(detectDrift({ operationId }, here.ports)).rejects.toMatchObject({ name: 'NotYet' });
    here.ports.time.advance(1801);
    await detectDrift({ operationId }, here.ports);
    await settleDrift({ operationId }, here.ports);
    expect((await here.ports.state.readDrift(DEV))?.stacks).toMatchObject([{ status: 'UNKNOWN' }]);
  });

  test('runs beside other operations, and once at a time', async () => {
    const here = await scene('queue');
    const { state: store, workflows } = here.ports;
    const executionArn = await workflows.start('converge', 'op_0', {});
    const other = acceptedOperation({ id: 'op_0', kind: 'provision', scope: DEV });
    await store.createOperation({ ...other, status: 'running', executionArn, startedAt: NOW } as Operation);
    const lock = { exclusive: { operationId: 'op_0', fence: 1, by: 'ann', since: NOW }, holders: {}, fence: 1 };
    await store.updateScopeState(DEV, (now) => ({ ...now!, lock }));
    const { id } = await accept(here);
    expect((await store.readScopeState(DEV))?.lock).toEqual(lock);
    await expect(accept(here)).rejects.toMatchObject({ code: 'ScopeLocked', message: expect.stringContaining(id) });
  });

  test('that fails keeps the last result and leaves its scope as it is', async () => {
    const here = await scene('queue');
    const { id: operationId } = await accept(here);
    const error = { Error: 'AccessDenied', Cause: 'no' };
    expect(await settleDrift({ operationId, error }, here.ports)).toEqual({ status: 'failed' });
    expect(await here.ports.state.readDrift(DEV)).toBeUndefined();
    expect((await here.ports.state.readScopeState(DEV))?.status).toBe('ready');
  });
});
