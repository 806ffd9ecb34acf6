import { expect, test } from 'vitest';
import { PlinthError } from '../../../src/core/errors.ts';
import { assertDeletable } from '../../../src/core/stack/assert-deletable.ts';
import { StackWork } from '../../../src/core/stack/stack-work.ts';
import { fakeStack } from './fake-stacks.ts';
import { plannedStackOf } from './planned-stack.ts';
import { operation, step, tags } from './stack-operation.ts';

const stack = { ...plannedStackOf(), planOnly: false };

async function deletion(observedTags: Readonly<Record<string, string>> | undefined) {
  const { ports } = await operation();
  const observed = observedTags && fakeStack('CREATE_COMPLETE', { tags: { ...observedTags } });
  return assertDeletable(step, { stack, observed, work: StackWork.parse({}) }, ports);
}

test('a stack with the tag of its scope may be deleted, and one that no longer exists', async () => {
  await deletion(tags);
  await deletion(undefined);
});

test.each([
  ['without tags', {}],
  ['with the tag of another scope', { 'plinth:scope': 'environments/prod' }],
])('a stack of the same name %s is never deleted', async (_, observed) => {
  await expect(deletion(observed)).rejects.toThrow(
    new PlinthError(
      'ReviewRefused',
      'stack `plinth--dev--store` exists already and is not tagged plinth:scope=environments/dev; rename or delete it',
    ),
  );
});

test("the operation's kind is asked, and may refuse", async () => {
  const { ports } = await operation();
  const asked: unknown[] = [];
  const kinds = ports.operationKinds;
  const guardDeletion = async (operationId: string, scope: string) => {
    asked.push([operationId, scope]);
    throw new PlinthError('TrafficServed', 'users are served');
  };
  const guarded = { ...ports, operationKinds: { ...kinds, provision: { ...kinds.provision, guardDeletion } } };
  const snapshot = { stack, observed: undefined, work: StackWork.parse({}) };
  await expect(assertDeletable(step, snapshot, guarded)).rejects.toThrow('users are served');
  expect(asked).toEqual([['op_1', 'environments/dev']]);
});
