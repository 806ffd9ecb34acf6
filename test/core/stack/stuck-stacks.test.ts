import { expect, test } from 'vitest';
import type { StackEvent } from '../../../src/core/ports/index.ts';
import { prepare } from '../../../src/core/stack/prepare.ts';
import { fakeStack } from './fake-stacks.ts';
import { name, operation, step, tags } from './stack-operation.ts';

const STACK = 'AWS::CloudFormation::Stack';

/** Newest first, as CloudFormation tells them. */
function ended(token: string, status: string, resource: string): readonly StackEvent[] {
  const event = (logicalId: string, type: string) => ({
    eventId: `${logicalId}-${token}`,
    time: new Date('2026-11-20T12:00:00.000Z'),
    logicalId,
    type,
    status,
    clientRequestToken: token,
  });
  return [event(name, STACK), { ...event('Data', 'AWS::S3::Bucket'), status: resource }];
}

test('a rollback that stopped is continued, then without what will not go back, and then given up', async () => {
  const { ports, stacks } = await operation({ action: 'update' });
  const stopsAgain = (token: string) => {
    stacks.stackEvents = [...ended(token, 'UPDATE_ROLLBACK_FAILED', 'UPDATE_FAILED')];
    stacks.byName.set(name, fakeStack('UPDATE_ROLLBACK_FAILED', { tags }));
  };
  stopsAgain('op-0-store-change');
  await expect(prepare(step, ports)).rejects.toMatchObject({ name: 'NotYet' });
  stopsAgain('op-1-store-unblock');
  await expect(prepare(step, ports)).rejects.toMatchObject({ name: 'NotYet' });
  stopsAgain('op-1-store-unblock-the-rest');
  await expect(prepare(step, ports)).rejects.toMatchObject({
    name: 'StackFailed',
    message: 'the rollback of `plinth--dev--store` stops every time, at Data',
  });
  expect(stacks.log).toEqual([
    'continue rollback op-1-store-unblock',
    'continue rollback op-1-store-unblock-the-rest skip Data',
  ]);
});

test('what is left of a stack is deleted, then without what will not go, and then given up', async () => {
  const { ports, stacks } = await operation({ action: 'create' });
  for (const token of ['none', 'op-1-store-clear']) {
    stacks.byName.set(name, fakeStack('DELETE_FAILED', { tags }));
    stacks.stackEvents = [...ended(token, 'DELETE_FAILED', 'DELETE_FAILED')];
    await expect(prepare(step, ports)).rejects.toMatchObject({ name: 'NotYet' });
  }
  stacks.byName.set(name, fakeStack('DELETE_FAILED', { tags }));
  stacks.stackEvents = [...ended('op-1-store-clear-the-rest', 'DELETE_FAILED', 'DELETE_FAILED')];
  await expect(prepare(step, ports)).rejects.toMatchObject({ name: 'StackFailed' });
  expect(stacks.log.map((line) => line.replace(/arn:stack\/\d+/, 'stack'))).toEqual([
    'delete stack op-1-store-clear',
    'delete stack op-1-store-clear-the-rest retain Data',
  ]);
});

test('weights that CloudFormation will not learn fail the update, instead of being tried for hours', async () => {
  const routing = { action: 'update', parameters: { WeightOne: { value: '0' } } } as const;
  const { ports, stacks } = await operation(routing);
  stacks.byName.set(name, fakeStack('UPDATE_COMPLETE', { tags, parameters: { WeightOne: '100' } }));
  stacks.describeChangeSet = async () => ({ kind: 'failed', reason: 'Parameter X is gone' });
  await expect(prepare(step, ports)).rejects.toMatchObject({
    name: 'StackFailed',
    message: 'stack `plinth--dev--store` could not learn the weights of its last toggle: Parameter X is gone',
  });
  const taken = await operation(routing);
  const back = { tags, parameters: { WeightOne: '100' } };
  taken.stacks.byName.set(name, fakeStack('UPDATE_ROLLBACK_COMPLETE', back));
  taken.stacks.stackEvents = [...ended('op-1-store-align', 'UPDATE_ROLLBACK_COMPLETE', 'UPDATE_COMPLETE')];
  await expect(prepare(step, taken.ports)).rejects.toMatchObject({ name: 'StackFailed' });
});
