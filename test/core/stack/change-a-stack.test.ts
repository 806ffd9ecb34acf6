import { describe, expect, test } from 'vitest';
import { catalogueFrom } from '../../../src/core/catalogue/catalogue-from.ts';
import type { Component } from '../../../src/core/catalogue/component.ts';
import type { Operation } from '../../../src/core/entities.ts';
import { newHead } from '../../../src/core/head.ts';
import type { PlannedStack } from '../../../src/core/plan/plan.ts';
import { awaitStack } from '../../../src/core/stack/await-stack.ts';
import { diagnoseStack } from '../../../src/core/stack/diagnose-stack.ts';
import { execute } from '../../../src/core/stack/execute.ts';
import { prepare } from '../../../src/core/stack/prepare.ts';
import { recover } from '../../../src/core/stack/recover.ts';
import { review } from '../../../src/core/stack/review.ts';
import { stackChanged } from '../../../src/core/stack/stack-changed.ts';
import { verifyStack } from '../../../src/core/stack/verify-stack.ts';
import { fakePorts } from '../../fakes/index.ts';
import { fakeStack, fakeStacks } from './fake-stacks.ts';

const now = '2026-11-20T12:00:00.000Z';
const step = { operationId: 'op_1', scope: 'environments/dev', component: 'store' };
const name = 'plinth--dev--store';
const tags = { 'plinth:scope': 'environments/dev' };

describe('changing a stack', () => {
  test('creates one that is not there, with all its parameters', async () => {
    const { ports, stacks } = await operation();
    await prepare(step, ports);
    expect(await review(step, ports)).toEqual({ ...step, next: 'execute' });
    await execute(step, ports);
    expect(stacks.log).toEqual(['create change set CREATE op-1-store-change', 'execute op-1-store-change']);
    expect(stacks.changeSets.get('op-1-store-change')?.parameters).toEqual({ Size: '2', KeyArn: 'arn:key' });
  });

  test('ends well when the stack does, and remembers its outputs', async () => {
    const { ports, stacks } = await operation();
    await prepare(step, ports);
    await review(step, ports);
    await execute(step, ports);
    Object.assign(stacks.byName.get(name)!, { status: 'CREATE_COMPLETE', outputs: { Address: 'store.local' } });
    expect(await verifyStack(step, ports)).toEqual({ component: 'store', status: 'present' });
    expect(await ports.state.readDocument('op_1', 'result/store')).toMatchObject({
      record: { outputs: { Address: 'store.local' }, parameters: { Size: '2', KeyArn: 'arn:key' } },
    });
  });

  test('does each act once, whatever runs twice', async () => {
    const { ports, stacks } = await operation();
    await prepare(step, ports);
    await prepare(step, ports);
    await review(step, ports);
    await review(step, ports);
    expect(stacks.changeSets.size).toBe(1);
    await execute(step, ports);
    await execute(step, ports);
    expect(new Set(stacks.log.filter((line) => line.startsWith('execute'))).size).toBe(1);
  });

  test('finds nothing to change a success', async () => {
    const { ports, stacks } = await operation();
    stacks.byName.set(name, fakeStack('UPDATE_ROLLBACK_COMPLETE', { tags, parameters: { Size: '2' } }));
    stacks.changes = [];
    await prepare(step, ports);
    expect((await review(step, ports)).next).toBe('verify');
    expect((await verifyStack(step, ports)).status).toBe('present');
  });

  test('clears what a failed creation left, and only then creates', async () => {
    const { ports, stacks } = await operation();
    stacks.byName.set(name, fakeStack('ROLLBACK_COMPLETE', { tags }));
    await expect(prepare(step, ports)).rejects.toMatchObject({ name: 'NotYet' });
    expect(stacks.log).toEqual(['delete arn:stack/1 op-1-store-clear']);
    await expect(prepare(step, ports)).rejects.toMatchObject({ name: 'NotYet' });
    stacks.byName.delete(name);
    await prepare(step, ports);
    expect(stacks.log.at(-1)).toBe('create change set CREATE op-1-store-change');
  });

  test('leaves a stack of the same name alone that somebody else made', async () => {
    const { ports, stacks } = await operation();
    stacks.byName.set(name, fakeStack('CREATE_COMPLETE'));
    await expect(prepare(step, ports)).rejects.toMatchObject({ name: 'ReviewRefused' });
    expect(stacks.log).toEqual([]);
  });

  test('acts no more when another operation has taken over', async () => {
    const { ports, stacks } = await operation();
    await prepare(step, ports);
    await ports.state.updateHead('environments/dev', (head) => ({ ...head!, lock: { holders: {}, fence: 2 } }));
    await expect(execute(step, ports)).rejects.toMatchObject({ name: 'Fenced' });
    expect(stacks.log).toEqual(['create change set CREATE op-1-store-change']);
  });

  test('says which parameter has no value yet', async () => {
    const { ports } = await operation();
    await ports.state.updateHead('base', (head) => ({ ...head!, stacks: {} }));
    await expect(prepare(step, ports)).rejects.toMatchObject({ name: 'MissingParameter' });
  });
});

describe('reviewing a change', () => {
  const replaced = { action: 'Modify', logicalId: 'Data', type: 'AWS::RDS::DBInstance', replacement: 'True' } as const;

  test('refuses to replace data', async () => {
    const { ports, stacks } = await operation();
    stacks.changes = [replaced];
    await prepare(step, ports);
    await expect(review(step, ports)).rejects.toMatchObject({ name: 'ReviewRefused' });
  });

  test('lets it pass when the request names the stack', async () => {
    const { ports, stacks } = await operation({ allowed: true });
    stacks.changes = [replaced];
    await prepare(step, ports);
    expect((await review(step, ports)).next).toBe('execute');
  });

  test('refuses to delete a data stack', async () => {
    const { ports, stacks } = await operation({ action: 'delete', data: true });
    stacks.byName.set(name, fakeStack('CREATE_COMPLETE', { tags }));
    await prepare(step, ports);
    await expect(review(step, ports)).rejects.toMatchObject({ name: 'ReviewRefused' });
  });

  test('in plan mode keeps the changes, executes nothing and leaves no change set', async () => {
    const { ports, stacks } = await operation({ action: 'update' }, true);
    stacks.byName.set(name, fakeStack('CREATE_COMPLETE', { tags }));
    stacks.changes = [replaced];
    await prepare(step, ports);
    expect((await review(step, ports)).next).toBe('planned');
    expect(await ports.state.readDocument('op_1', 'changes/store')).toEqual({
      changes: [replaced],
      harmful: ['replace AWS::RDS::DBInstance `Data`'],
    });
    expect(stacks.log.at(-1)).toBe('delete change set op-1-store-change');
  });

  test('in plan mode never makes a stack that is not there', async () => {
    const { ports, stacks } = await operation({}, true);
    await prepare(step, ports);
    expect((await review(step, ports)).next).toBe('planned');
    expect(await ports.state.readDocument('op_1', 'changes/store')).toMatchObject({
      changes: [{ action: 'Add', logicalId: 'Data' }],
    });
    expect(stacks.log).toEqual([]);
  });
});

describe('awaiting a stack', () => {
  test('goes on at once when the end came before the token', async () => {
    const { ports } = await executed('CREATE_COMPLETE');
    await awaitStack({ ...step, taskToken: 'token' }, ports);
    expect(ports.workflows.answers).toEqual([{ taskToken: 'token', answer: 'succeed' }]);
  });

  test('is woken by the event of the end, and by no other', async () => {
    const { ports } = await executed('CREATE_IN_PROGRESS');
    await awaitStack({ ...step, taskToken: 'token' }, ports);
    await stackChanged(event('CREATE_IN_PROGRESS'), ports);
    expect(ports.workflows.answers).toEqual([]);
    await stackChanged(event('CREATE_COMPLETE'), ports);
    await stackChanged(event('CREATE_COMPLETE'), ports);
    expect(ports.workflows.answers).toEqual([{ taskToken: 'token', answer: 'succeed' }]);
  });

  test('does not take the end of an earlier change for its own', async () => {
    const { ports, stacks } = await executed('UPDATE_COMPLETE');
    stacks.stackEvents = [stackEvent('Stack', 'UPDATE_COMPLETE', { token: 'op-0-store-change' })];
    await awaitStack({ ...step, taskToken: 'token' }, ports);
    expect(ports.workflows.answers).toEqual([]);
  });
});

describe('a stack that fails', () => {
  const error = { Error: 'StackFailed', Cause: 'stack `plinth--dev--store` is ROLLBACK_COMPLETE' };

  test('is never called a success after it was rolled back', async () => {
    const { ports } = await executed('UPDATE_ROLLBACK_COMPLETE');
    await expect(verifyStack(step, ports)).rejects.toMatchObject({ name: 'StackFailed' });
  });

  test('names the resource that failed first, not those that were cancelled because of it', async () => {
    const { ports, stacks } = await executed('ROLLBACK_COMPLETE');
    stacks.stackEvents = [
      stackEvent('Alarm', 'CREATE_FAILED', { reason: 'Resource creation cancelled' }),
      stackEvent('Data', 'CREATE_FAILED', { reason: 'The limit of 40 instances is reached' }),
      stackEvent('Data', 'CREATE_IN_PROGRESS', {}),
    ];
    await diagnoseStack({ ...step, error }, ports);
    expect(await ports.state.readDocument('op_1', 'failure/store')).toMatchObject({
      code: 'StackFailed',
      message: 'Where orders are kept (AWS::S3::Bucket) failed in `plinth--dev--store`',
      cause: 'The limit of 40 instances is reached',
      nextSteps: ['Ask AWS for a higher quota, or retire what is not needed; then ask again.'],
    });
  });

  test('keeps its first diagnosis when recovery brings failures of its own', async () => {
    const { ports, stacks } = await executed('ROLLBACK_COMPLETE');
    stacks.stackEvents = [stackEvent('Data', 'CREATE_FAILED', { reason: 'first' })];
    await diagnoseStack({ ...step, error }, ports);
    stacks.stackEvents = [stackEvent('Data', 'DELETE_FAILED', { reason: 'second' })];
    await diagnoseStack({ ...step, error }, ports);
    expect(await ports.state.readDocument('op_1', 'failure/store')).toMatchObject({ cause: 'first' });
  });

  test('continues a rollback that stopped, then skips what cannot be rolled back, then gives up', async () => {
    const { ports, stacks } = await executed('UPDATE_ROLLBACK_FAILED');
    stacks.stackEvents = [stackEvent('Data', 'UPDATE_FAILED', { reason: 'busy' })];
    const nexts = [];
    for (let times = 0; times < 4; times++) nexts.push((await recover({ ...step, error }, ports)).next);
    expect(nexts).toEqual(['await', 'await', 'await', 'fail']);
    expect(stacks.log.slice(-3)).toEqual([
      'continue rollback op-1-store-recover1',
      'continue rollback op-1-store-recover2 skip Data',
      'continue rollback op-1-store-recover3 skip Data',
    ]);
  });

  test('deletes again, then keeps what will not go and records it', async () => {
    const { ports, stacks } = await operation({ action: 'delete' });
    stacks.byName.set(name, fakeStack('CREATE_COMPLETE', { tags }));
    await prepare(step, ports);
    await execute(step, ports);
    stacks.stackEvents = [stackEvent('Data', 'DELETE_FAILED', { reason: 'the bucket is not empty' })];
    for (let times = 0; times < 2; times++) {
      stacks.byName.get(name)!.status = 'DELETE_FAILED';
      expect((await recover({ ...step, error }, ports)).next).toBe('await');
    }
    expect(stacks.log.at(-1)).toBe('delete arn:stack/1 op-1-store-recover2 retain Data');
    stacks.byName.delete(name);
    await verifyStack(step, ports);
    expect(await ports.state.readDocument('op_1', 'result/store')).toEqual({
      status: 'absent',
      retained: ['AWS::S3::Bucket orders'],
    });
  });
});

describe('weights that a toggle moved', () => {
  test('are told to CloudFormation before anything else is changed', async () => {
    const parameters = { LiveSlot: { value: 'two' }, WeightOne: { value: '0' }, WeightTwo: { value: '100' } };
    const { ports, stacks } = await operation({ action: 'update', parameters });
    const known = { LiveSlot: 'one', WeightOne: '100', WeightTwo: '0' };
    stacks.byName.set(name, fakeStack('UPDATE_COMPLETE', { tags, parameters: known }));
    await expect(prepare(step, ports)).rejects.toMatchObject({ name: 'NotYet' });
    const aligning = stacks.changeSets.get('op-1-store-align');
    expect(aligning?.templateBody).toBeUndefined();
    expect(aligning?.parameters).toEqual({ LiveSlot: 'two', WeightOne: '0', WeightTwo: '100' });
    expect(stacks.log.at(-1)).toBe('execute op-1-store-align');
    stacks.byName.get(name)!.status = 'UPDATE_COMPLETE';
    await prepare(step, ports);
    expect(stacks.log.at(-1)).toBe('create change set UPDATE op-1-store-change');
  });
});

const component: Component = {
  name: 'store',
  layer: 'environment',
  summary: 'A store.',
  requires: [],
  data: false,
  parameters: [],
  outputs: {},
  descriptions: { Data: 'Where orders are kept' },
  templateBody: JSON.stringify({ Resources: { Data: { Type: 'AWS::S3::Bucket', DeletionPolicy: 'Retain' } } }),
  templateHash: 'hash',
};

async function operation(given: Partial<PlannedStack> = {}, planOnly = false) {
  const stacks = fakeStacks();
  const ports = fakePorts({ stacks, catalogue: catalogueFrom([component]) });
  const running: Operation = {
    id: 'op_1',
    status: 'running',
    kind: 'provision',
    scope: 'environments/dev',
    planOnly,
    request: {},
    requestedBy: 'ann',
    door: 'api',
    requestHash: '',
    createdAt: now,
    startedAt: now,
    executionArn: 'arn:execution',
    fence: 1,
    steps: [],
    version: 0,
  };
  await ports.state.createOperation(running);
  const holder = { operationId: 'op_1', fence: 1, by: 'ann', since: now };
  await ports.state.updateHead('environments/dev', () => {
    return { ...newHead('environments/dev', now), lock: { exclusive: holder, holders: {}, fence: 1 } };
  });
  await ports.state.updateHead('base', () => ({ ...newHead('base', now), stacks: { keys: keysRecord } }));
  const stack: PlannedStack = {
    key: 'store',
    component: 'store',
    scope: 'environments/dev',
    target: { account: '111122223333', region: 'eu-west-1' },
    stackName: name,
    action: 'create',
    parameters: { Size: { value: '2' }, KeyArn: { from: { component: 'keys', output: 'KeyArn' } } },
    requires: [],
    data: false,
    allowed: false,
    templateHash: 'hash',
    tags,
    description: 'A store.',
    ...given,
  };
  const keys = { ...stack, key: 'keys', component: 'keys', scope: 'base', action: 'keep', parameters: {} };
  const plan = { operationId: 'op_1', scope: 'environments/dev', wish: 'present', planOnly, stacks: [keys, stack] };
  await ports.state.putDocument('op_1', 'plan', plan);
  return { ports, stacks };
}

const keysRecord = {
  component: 'keys',
  stackName: 'plinth--base--keys',
  stackId: 'arn:keys',
  status: 'CREATE_COMPLETE',
  templateHash: '',
  parameters: {},
  outputs: { KeyArn: 'arn:key' },
  tags: {},
  data: true,
  updatedAt: now,
};

async function executed(status: string) {
  const begun = await operation();
  await prepare(step, begun.ports);
  await review(step, begun.ports);
  await execute(step, begun.ports);
  begun.stacks.byName.get(name)!.status = status;
  return begun;
}

function event(status: string) {
  return { detail: { 'stack-id': 'arn:stack/1', 'status-details': { status } } };
}

function stackEvent(logicalId: string, status: string, { reason, token }: { reason?: string; token?: string }) {
  return {
    eventId: `${logicalId}-${status}`,
    time: new Date(now),
    logicalId,
    physicalId: 'orders',
    type: 'AWS::S3::Bucket',
    status,
    ...(reason !== undefined && { reason }),
    ...(token !== undefined && { clientRequestToken: token }),
  };
}
