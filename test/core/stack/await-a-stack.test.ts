import { describe, expect, test } from 'vitest';
import { leftLabel } from '../../../src/core/retained.ts';
import { awaitStack } from '../../../src/core/stack/await-stack.ts';
import { diagnoseStack } from '../../../src/core/stack/diagnose-stack.ts';
import { stackChanged } from '../../../src/core/stack/stack-changed.ts';
import type { StackResult } from '../../../src/core/stack/stack-result.ts';
import { verifyStack } from '../../../src/core/stack/verify-stack.ts';
import { changed, prepared, recovered } from './change-stack-states.ts';
import { fakeStack } from './fake-stacks.ts';
import { executed, name, operation, step, tags } from './stack-operation.ts';

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
    await stackChanged(event('CREATE_COMPLETE', 'op-0-store-change'), ports);
    expect(ports.workflows.answers).toEqual([]);
    await stackChanged(event('CREATE_COMPLETE'), ports);
    await stackChanged(event('CREATE_COMPLETE'), ports);
    expect(ports.workflows.answers).toEqual([{ taskToken: 'token', answer: 'succeed' }]);
  });

  test('sees the end of its own change behind that of another operation', async () => {
    const { ports, stacks } = await executed('UPDATE_COMPLETE');
    stacks.stackEvents = [
      stackEvent('Stack', 'UPDATE_COMPLETE', { token: 'op-2-store-change' }),
      stackEvent('Stack', 'UPDATE_COMPLETE', { token: 'op-1-store-change' }),
    ];
    stacks.byName.get(name)!.parameters.Size = '3';
    await awaitStack({ ...step, taskToken: 'token' }, ports);
    expect(ports.workflows.answers).toEqual([{ taskToken: 'token', answer: 'succeed' }]);
    expect((await verifyStack(step, ports)).status).toBe('present');
    stacks.stackEvents.shift();
    await expect(verifyStack(step, ports)).rejects.toThrow('Size=3 where 2 was sent; it was changed by hand');
  });

  test('takes a stack that is gone for gone, whoever asked for it first', async () => {
    const { ports, stacks } = await operation({ action: 'delete', stackId: 'arn:stack/1' });
    stacks.byName.set(name, fakeStack('CREATE_COMPLETE', { tags }));
    await prepared(ports);
    await changed(ports);
    stacks.byName.get(name)!.status = 'DELETE_COMPLETE';
    stacks.stackEvents = [stackEvent('Stack', 'DELETE_COMPLETE', { token: 'op-0-task-compensate' })];
    await awaitStack({ ...step, taskToken: 'token' }, ports);
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
      message: 'Where orders are kept (AWS::S3::Bucket) failed in stack `plinth--dev--store`',
      cause: 'The limit of 40 instances is reached',
      nextSteps: ['Request a higher quota from AWS, or retire what is not needed; then ask again.'],
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
    for (let times = 0; times < 4; times++) nexts.push(await recovered({ ...step, error }, ports));
    expect(nexts).toEqual(['continue-rollback', 'continue-rollback', 'continue-rollback', 'fail']);
    expect(stacks.log.slice(-3)).toEqual([
      'continue rollback op-1-store-recover-1',
      'continue rollback op-1-store-recover-2 skip Data',
      'continue rollback op-1-store-recover-3 skip Data',
    ]);
  });

  test('skips nothing that made the update fail, or was cancelled because of it: AWS would refuse all of it', async () => {
    const { ports, stacks } = await executed('UPDATE_ROLLBACK_FAILED');
    stacks.stackEvents = [
      stackEvent('Stack', 'UPDATE_ROLLBACK_FAILED'),
      stackEvent('Data', 'UPDATE_FAILED', { reason: 'the instance is gone' }),
      stackEvent('Service', 'UPDATE_FAILED', { reason: 'Resource update cancelled' }),
      stackEvent('Stack', 'UPDATE_ROLLBACK_IN_PROGRESS'),
      stackEvent('Added', 'CREATE_FAILED', { reason: 'the quota is reached' }),
      stackEvent('Cause', 'UPDATE_FAILED', { reason: 'the name is taken' }),
      stackEvent('Data', 'UPDATE_COMPLETE'),
    ];
    for (let times = 0; times < 2; times++) await recovered({ ...step, error }, ports);
    expect(stacks.log.at(-1)).toBe('continue rollback op-1-store-recover-2 skip Data');
  });

  test('deletes again, then keeps what will not go and records it', async () => {
    const { ports, stacks } = await operation({ action: 'delete' });
    stacks.byName.set(name, fakeStack('CREATE_COMPLETE', { tags }));
    await prepared(ports);
    await changed(ports);
    stacks.stackEvents = [stackEvent('Data', 'DELETE_FAILED', { reason: 'the bucket is not empty' })];
    for (let times = 0; times < 2; times++) {
      stacks.byName.get(name)!.status = 'DELETE_FAILED';
      expect(await recovered({ ...step, error }, ports)).toBe('delete-leftover');
    }
    expect(stacks.log.at(-1)).toBe('delete arn:stack/1 op-1-store-recover-2 retain Data');
    stacks.byName.delete(name);
    await verifyStack(step, ports);
    const reason = 'it could not be deleted: the bucket is not empty';
    const left = { type: 'AWS::S3::Bucket', physicalId: 'orders', reason };
    expect(await ports.state.readDocument('op_1', 'result/store')).toEqual({
      status: 'absent',
      retained: [left],
    });
    // However the operation ends, it is on the list of what was retained.
    expect((await ports.state.listRetained()).items).toMatchObject([
      { kind: 'retained', ...left, stackName: name, scope: step.scope, operationId: 'op_1' },
    ]);
  });
});

function event(status: string, token = 'op-1-store-change') {
  return { detail: { 'stack-id': 'arn:stack/1', 'status-details': { status }, 'client-request-token': token } };
}

test('an update says what its clean-up would not delete, and what the template keeps', async () => {
  const { ports, stacks } = await executed('UPDATE_COMPLETE');
  Object.assign(stacks.byName.get(name)!, { parameters: { Size: '2' } });
  const token = 'op-1-store-change';
  const removed = (physicalId: string, status: string, given = token) => {
    const eventId = `${physicalId}-${status}`;
    return { ...stackEvent('Data', status, { token: given }), type: 'AWS::EC2::Subnet', eventId, physicalId };
  };
  stacks.stackEvents = [
    stackEvent(name, 'UPDATE_COMPLETE', { token }),
    removed('subnet-slow', 'DELETE_COMPLETE'),
    removed('subnet-used', 'DELETE_FAILED'),
    removed('subnet-kept', 'DELETE_SKIPPED'),
    removed('subnet-slow', 'DELETE_FAILED'),
    stackEvent(name, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', { token }),
    removed('subnet-old', 'DELETE_FAILED', 'op-0-store-change'),
  ];
  await verifyStack(step, ports);
  const { retained } = (await ports.state.readDocument('op_1', 'result/store')) as StackResult;
  expect(retained.map(leftLabel).toSorted()).toEqual(['AWS::EC2::Subnet subnet-kept', 'AWS::EC2::Subnet subnet-used']);
});

function stackEvent(logicalId: string, status: string, { reason, token }: { reason?: string; token?: string } = {}) {
  return {
    eventId: `${logicalId}-${status}`,
    time: new Date('2026-11-20T12:00:00.000Z'),
    logicalId,
    physicalId: 'orders',
    type: logicalId === 'Stack' ? 'AWS::CloudFormation::Stack' : 'AWS::S3::Bucket',
    status,
    ...(reason !== undefined && { reason }),
    ...(token !== undefined && { clientRequestToken: token }),
  };
}
