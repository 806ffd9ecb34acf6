import { describe, expect, test } from 'vitest';
import { stackOfExecution } from '../../../src/core/stack/change-executions.ts';
import { finishDeletion } from '../../../src/core/stack/finish-deletion.ts';
import { stackRecord } from '../../builders.ts';
import { fakeStack } from './fake-stacks.ts';
import { name, operation, tags } from './stack-operation.ts';

/** The deletion of a recorded stack whose execution was stopped, with the stack in this status. */
async function stopped(status: string | undefined, action: 'delete' | 'update' = 'delete') {
  const { ports, stacks } = await operation({ action, stackId: 'arn:stack/1' });
  await ports.state.updateScopeState('environments/dev', (now) => ({
    ...now!,
    stacks: { store: stackRecord({ component: 'store', stackId: 'arn:stack/1' }) },
  }));
  if (status) stacks.byName.set(name, fakeStack(status, { tags }));
  const arn = ports.workflows.executionArn('change-stack', 'op_1-store');
  ports.workflows.executions.set(arn, { arn, machine: 'change-stack', input: {}, status: 'ABORTED' });
  await finishDeletion({ operationId: 'op_1', stackKey: 'store' }, ports);
  const recorded = (await ports.state.readScopeState('environments/dev'))?.stacks;
  const resumed = ports.workflows.executions.has(ports.workflows.executionArn('change-stack', 'op_1-store-resumed-1'));
  return { records: Object.keys(recorded ?? {}), resumed };
}

describe('a deletion whose execution was stopped', () => {
  test('has the record of the stack removed once the stack is gone', async () => {
    expect(await stopped(undefined)).toEqual({ records: [], resumed: false });
  });

  test('is waited for by another execution while CloudFormation deletes the stack', async () => {
    expect(await stopped('DELETE_IN_PROGRESS')).toEqual({ records: ['store'], resumed: true });
  });

  test.each(['CREATE_COMPLETE', 'DELETE_FAILED'])('is left alone with the stack in %s', async (status) => {
    expect(await stopped(status)).toEqual({ records: ['store'], resumed: false });
  });

  test('is not what an update is, whose operation waits for it', async () => {
    expect(await stopped(undefined, 'update')).toEqual({ records: ['store'], resumed: false });
  });
});

test('an execution tells its operation and stack by its name', () => {
  expect(stackOfExecution('op_1-task-again')).toEqual({ operationId: 'op_1', stackKey: 'task-again' });
  expect(stackOfExecution('op_1-task-2-resumed-3')).toEqual({ operationId: 'op_1', stackKey: 'task-2' });
  expect(stackOfExecution('op_1')).toBeUndefined();
});
