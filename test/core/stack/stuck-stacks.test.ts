import { expect, test } from 'vitest';
import type { StackEvent } from '../../../src/core/ports/index.ts';
import { prepared } from './change-stack-states.ts';
import { fakeStack } from './fake-stacks.ts';
import { name, operation, tags } from './stack-operation.ts';

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
  expect(await prepared(ports)).toEqual(['continue-rollback']);
  stopsAgain('op-1-store-continue-rollback-1');
  expect(await prepared(ports)).toEqual(['continue-rollback']);
  stopsAgain('op-1-store-continue-rollback-2');
  await expect(prepared(ports)).rejects.toMatchObject({
    name: 'StackFailed',
    message: 'the rollback of stack `plinth--dev--store` keeps failing at Data',
  });
  expect(stacks.log).toEqual([
    'continue rollback op-1-store-continue-rollback-1',
    'continue rollback op-1-store-continue-rollback-2 skip Data',
  ]);
});

test('what is left of a stack is deleted, then without what will not go, and then given up', async () => {
  const { ports, stacks } = await operation({ action: 'create' });
  for (const token of ['none', 'op-1-store-delete-leftover-1']) {
    stacks.byName.set(name, fakeStack('DELETE_FAILED', { tags }));
    stacks.stackEvents = [...ended(token, 'DELETE_FAILED', 'DELETE_FAILED')];
    expect(await prepared(ports)).toEqual(['delete-leftover']);
  }
  stacks.byName.set(name, fakeStack('DELETE_FAILED', { tags }));
  stacks.stackEvents = [...ended('op-1-store-delete-leftover-2', 'DELETE_FAILED', 'DELETE_FAILED')];
  await expect(prepared(ports)).rejects.toMatchObject({ name: 'StackFailed' });
  expect(stacks.log.map((line) => line.replace(/arn:stack\/\d+/, 'stack'))).toEqual([
    'delete stack op-1-store-delete-leftover-1',
    'delete stack op-1-store-delete-leftover-2 retain Data',
  ]);
});

test('weights that CloudFormation will not learn fail the update, instead of being tried for hours', async () => {
  const routing = { action: 'update', parameters: { WeightOne: { value: '0' } } } as const;
  const { ports, stacks } = await operation(routing);
  stacks.byName.set(name, fakeStack('UPDATE_COMPLETE', { tags, parameters: { WeightOne: '100' } }));
  stacks.describeChangeSet = async () => ({ kind: 'failed', reason: 'Parameter X is gone' });
  await expect(prepared(ports)).rejects.toMatchObject({
    name: 'StackFailed',
    message: 'the listener weights of stack `plinth--dev--store` could not be synchronised: Parameter X is gone',
  });
  const taken = await operation(routing);
  const back = { tags, parameters: { WeightOne: '100' } };
  taken.stacks.byName.set(name, fakeStack('UPDATE_COMPLETE', back));
  expect(await prepared(taken.ports)).toEqual(['synchronise']);
  taken.stacks.byName.set(name, fakeStack('UPDATE_ROLLBACK_COMPLETE', back));
  await expect(prepared(taken.ports)).rejects.toMatchObject({ name: 'StackFailed' });
});
