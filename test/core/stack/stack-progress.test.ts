import { expect, test } from 'vitest';
import { percent } from '../../../src/core/operation/operation-state.ts';
import { planSteps } from '../../../src/core/operation/operation-steps.ts';
import { diagnoseStack } from '../../../src/core/stack/diagnose-stack.ts';
import { verifyStack } from '../../../src/core/stack/verify-stack.ts';
import type { FakePorts } from '../../fakes/index.ts';
import { changed, everyStateTwice, prepared } from './change-stack-states.ts';
import { fakeStack } from './fake-stacks.ts';
import { name, operation, step, tags } from './stack-operation.ts';

const template = (DeletionPolicy: string) =>
  JSON.stringify({ Resources: { Data: { Type: 'AWS::S3::Bucket', DeletionPolicy } } });

/** A stack with data that is given up, below a step of its own and before another one. */
async function givenUp() {
  const { ports, stacks } = await operation({ action: 'delete', data: true, allowed: true });
  stacks.byName.set(name, fakeStack('CREATE_COMPLETE', { tags, parameters: { Size: '2' } }));
  stacks.templateBody = template('Retain');
  stacks.held = [{ logicalId: 'Data', type: 'AWS::S3::Bucket', physicalId: 'orders' }];
  const batches = [1000, 200];
  const deleteBatch = async () => ({ deleted: batches.shift() ?? 0, more: batches.length > 0 });
  const here = { ...ports, contents: { deleteBatch } };
  const steps = ['store', 'keys'].map((key) => ({ name: key, description: key, status: 'running' as const }));
  await planSteps('op_1', steps, here);
  return { ports: here, stacks };
}

async function shown(ports: FakePorts): Promise<string[]> {
  const { steps = [] } = (await ports.state.readOperation('op_1')) ?? {};
  return steps.map(({ name: step, status, detail }) => [step, status, detail].filter(Boolean).join(' '));
}

test('what a deletion of data does is shown step by step below its stack, with how much was deleted', async () => {
  const { ports, stacks } = await givenUp();
  await everyStateTwice(() => prepared(ports));
  expect(await shown(ports)).toEqual(['store running', 'store/unprotect running', 'keys running']);
  stacks.templateBody = template('Delete');
  stacks.byName.get(name)!.status = 'UPDATE_COMPLETE';
  await prepared(ports);
  await changed(ports);
  stacks.byName.delete(name);
  await verifyStack(step, ports);
  expect(await shown(ports)).toEqual([
    'store running',
    'store/unprotect succeeded',
    'store/empty succeeded 1,200 objects deleted',
    'store/delete-stack succeeded',
    'keys running',
  ]);
  const events = await ports.state.listEvents('op_1');
  expect(events.items.map(({ message }) => message)).toContain(
    'Empty buckets and zones: succeeded: 1,200 objects deleted',
  );
});

test('a procedure that failed is shown as failed, and parts do not change how far an operation is', async () => {
  const { ports } = await givenUp();
  const before = percent((await ports.state.readOperation('op_1'))!);
  await prepared(ports);
  expect(percent((await ports.state.readOperation('op_1'))!)).toBe(before);
  await diagnoseStack({ ...step, error: { Error: 'StackFailed', Cause: 'it is UPDATE_ROLLBACK_COMPLETE' } }, ports);
  expect(await shown(ports)).toEqual(['store running', 'store/unprotect failed', 'keys running']);
});

test('an operation that does not list the stack shows nothing of it', async () => {
  const { ports } = await givenUp();
  await ports.state.updateOperation('op_1', (now) => ({ ...now, steps: [] }));
  await prepared(ports);
  expect(await shown(ports)).toEqual([]);
});
