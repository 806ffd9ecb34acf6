import { beforeEach, expect, test } from 'vitest';
import { review } from '../../../src/core/stack/review.ts';
import { unprotect } from '../../../src/core/stack/unprotect.ts';
import { verifyStack } from '../../../src/core/stack/verify-stack.ts';
import { stackRecord } from '../../builders.ts';
import type { FakePorts } from '../../fakes/index.ts';
import { changed, everyStateTwice, prepared, recovered } from './change-stack-states.ts';
import { type FakeStacks, fakeStack } from './fake-stacks.ts';
import { name, operation, step, tags } from './stack-operation.ts';

const template = (DeletionPolicy: string) =>
  JSON.stringify({ Resources: { Data: { Type: 'AWS::S3::Bucket', DeletionPolicy } } });

let ports: FakePorts;
let stacks: FakeStacks;
/** How many batches each bucket holds. */
let fullness: Map<string, number>;

async function leaving(given: Parameters<typeof operation>[0] = {}) {
  const begun = await operation({ action: 'delete', data: true, allowed: true, ...given });
  stacks = begun.stacks;
  fullness = new Map([['orders', 0]]);
  const deleteBatch = async (_: unknown, { physicalId }: { physicalId: string }) => {
    const left = fullness.get(physicalId) ?? 0;
    fullness.set(physicalId, left - 1);
    return { deleted: left > 0 ? 600 : 0, more: left > 1 };
  };
  ports = { ...begun.ports, contents: { deleteBatch } };
  stacks.byName.set(name, fakeStack('CREATE_COMPLETE', { tags, parameters: { Size: '2', Password: '****' } }));
  stacks.templateBody = template('Retain');
  stacks.held = [{ logicalId: 'Data', type: 'AWS::S3::Bucket', physicalId: 'orders' }];
}

/** The update that lifts the protection has come to its end. */
function ended(status: string): void {
  const changeSet = stacks.changeSets.get('op-1-store-unprotect-1');
  if (status === 'UPDATE_COMPLETE') stacks.templateBody = changeSet?.templateBody ?? '';
  stacks.byName.get(name)!.status = status;
  stacks.stackEvents = [stackEvent('Stack', status, 'op-1-store-unprotect-1')];
}

function stackEvent(logicalId: string, status: string, clientRequestToken: string) {
  const time = new Date('2026-11-20T12:00:00.000Z');
  const type = logicalId === 'Stack' ? 'AWS::CloudFormation::Stack' : 'AWS::S3::Bucket';
  return { eventId: `${logicalId}-${status}`, time, logicalId, physicalId: 'orders', type, status, clientRequestToken };
}

beforeEach(() => leaving());

test('its protection is lifted first, with the parameters that the stack has, masked or not', async () => {
  expect(await prepared(ports)).toEqual(['unprotect']);
  expect(stacks.log).toEqual(['create change set UPDATE op-1-store-unprotect-1', 'execute op-1-store-unprotect-1']);
  expect(stacks.changeSets.get('op-1-store-unprotect-1')).toMatchObject({
    templateBody: template('Delete'),
    parameters: {},
    keeps: ['Size', 'Password'],
    tags,
  });
});

test('then its buckets are emptied, as often as it takes, and only then it is deleted', async () => {
  expect(await prepared(ports)).toEqual(['unprotect']);
  expect(await prepared(ports)).toEqual(['await']);
  ended('UPDATE_COMPLETE');
  fullness.set('orders', 2);
  expect(await prepared(ports)).toEqual(['empty', 'review']);
  expect(fullness.get('orders')).toBe(0);
  expect(await everyStateTwice(() => prepared(ports))).toEqual(['empty', 'review']);
  await everyStateTwice(() => changed(ports));
  expect(stacks.log.slice(2)).toEqual(['delete arn:stack/1 op-1-store-delete']);
});

test('asks for the same update after a crash behind any of its calls', async () => {
  for (const method of ['createChangeSet', 'executeChangeSet'] as const) {
    await leaving();
    const crashing = {
      ...stacks,
      [method]: async (...call: never[]) => {
        await (stacks[method] as (...given: never[]) => Promise<void>)(...call);
        throw new Error('crash');
      },
    };
    await expect(prepared({ ...ports, stacks: crashing })).rejects.toThrow('crash');
    expect(await unprotect({ ...step, attempt: 1, purpose: 'prepare' }, ports)).toEqual({ started: true });
    expect([...stacks.changeSets.keys()]).toEqual(['op-1-store-unprotect-1']);
  }
});

test('is updated, and so protected again, when somebody provides it before it is gone', async () => {
  const record = stackRecord({ component: 'store', stackId: 'arn:stack/1', templateHash: 'hash' });
  await ports.state.updateScopeState('environments/dev', (scopeState) => ({
    ...scopeState!,
    stacks: { store: record },
  }));
  expect(await prepared(ports)).toEqual(['unprotect']);
  const scopeState = await ports.state.readScopeState('environments/dev');
  expect(scopeState?.stacks.store).toEqual({ ...record, templateHash: '' });
});

test('is not touched when its data may not go', async () => {
  await leaving({ allowed: false });
  await prepared(ports);
  await expect(review(step, ports)).rejects.toMatchObject({ name: 'ReviewRefused' });
  expect(stacks.log).toEqual([]);
});

test('says so when the protection could not be lifted, and can be asked for again', async () => {
  expect(await prepared(ports)).toEqual(['unprotect']);
  ended('UPDATE_ROLLBACK_COMPLETE');
  await expect(prepared(ports)).rejects.toMatchObject({
    name: 'StackFailed',
    message:
      'the deletion protection of stack `plinth--dev--store` could not be lifted: it is UPDATE_ROLLBACK_COMPLETE',
  });
  await ports.state.putDocument('op_1', 'work/store', undefined);
  expect(await prepared(ports)).toEqual(['unprotect']);
});

test('comes out of a rollback that stopped before anything is lifted', async () => {
  stacks.byName.get(name)!.status = 'UPDATE_ROLLBACK_FAILED';
  expect(await prepared(ports)).toEqual(['continue-rollback']);
  expect(stacks.log).toEqual(['continue rollback op-1-store-continue-rollback-1']);
  expect(await prepared(ports)).toEqual(['review']);
  expect(stacks.log).toEqual(['continue rollback op-1-store-continue-rollback-1']);
});

test('of a stack without data the buckets are emptied too, unless its template keeps them', async () => {
  for (const [policy, asked] of [
    ['Delete', -1],
    ['Retain', 0],
  ] as const) {
    await leaving({ data: false });
    stacks.templateBody = template(policy);
    await prepared(ports);
    expect(fullness.get('orders')).toBe(asked);
    expect(stacks.log).toEqual([]);
  }
});

test('a bucket that logs filled again is emptied again before the next try', async () => {
  stacks.templateBody = template('Delete');
  await prepared(ports);
  await changed(ports);
  stacks.byName.get(name)!.status = 'DELETE_FAILED';
  fullness.set('orders', 1);
  const failed = { ...step, error: { Error: 'StackFailed', Cause: 'the bucket is not empty' } };
  expect(await recovered(failed, ports)).toBe('empty');
  expect(fullness.get('orders')).toBe(0);
  expect(stacks.log.at(-1)).toBe('delete arn:stack/1 op-1-store-recover-1');
});

test('what CloudFormation left because a template said so is on the list of what is there still', async () => {
  stacks.templateBody = template('Delete');
  await prepared(ports);
  await changed(ports);
  stacks.byName.delete(name);
  stacks.stackEvents = [
    stackEvent('Stack', 'DELETE_COMPLETE', 'op-1-store-delete'),
    stackEvent('Data', 'DELETE_SKIPPED', 'op-1-store-delete'),
    stackEvent('Old', 'DELETE_SKIPPED', 'op-0-store-change'),
  ];
  await verifyStack(step, ports);
  expect(await ports.state.readDocument('op_1', 'result/store')).toEqual({
    status: 'absent',
    retained: [
      { type: 'AWS::S3::Bucket', physicalId: 'orders', reason: 'its template keeps it when it is deleted or replaced' },
    ],
  });
});

test('a deletion that stopped half way makes room for a new stack, and leaves only what failed twice', async () => {
  await leaving({ action: 'create' });
  stacks.templateBody = template('Delete');
  stacks.byName.get(name)!.status = 'DELETE_FAILED';
  expect(await prepared(ports)).toEqual(['empty', 'delete-leftover']);
  stacks.byName.get(name)!.status = 'DELETE_FAILED';
  stacks.stackEvents = [
    stackEvent('Stack', 'DELETE_FAILED', 'op-1-store-delete-leftover-1'),
    stackEvent('Data', 'DELETE_FAILED', 'op-1-store-delete-leftover-1'),
  ];
  expect(await prepared(ports)).toEqual(['empty', 'delete-leftover']);
  expect(stacks.log.filter((line) => line.startsWith('delete'))).toEqual([
    'delete arn:stack/1 op-1-store-delete-leftover-1',
    'delete arn:stack/1 op-1-store-delete-leftover-2 retain Data',
  ]);
});
