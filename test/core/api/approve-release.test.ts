import { expect, test } from 'vitest';
import { approveRelease } from '../../../src/core/api/approve-release.ts';
import type { ApiRequest } from '../../../src/core/api/exchange.ts';
import { endOperation } from '../../../src/core/operation/end-operation.ts';
import { retakeLock } from '../../../src/core/release/retake-lock.ts';
import { Crash } from '../../fakes/index.ts';
import type { World } from '../release/fake-world.ts';
import { waiting } from '../release/scenes.ts';

function decision(principal: string, approved: boolean): ApiRequest {
  return {
    path: { environment: 'dev', application: 'hello', number: '1' },
    body: { approved },
    caller: { principal, sourceIp: '' },
    grants: [],
    query: {},
    idempotencyKey: undefined,
    ifMatch: undefined,
  };
}

async function diesAfter(writes: number, here: World, request: ApiRequest): Promise<void> {
  here.ports.state.crashAfter(writes);
  await expect(approveRelease(request, here.ports), `after ${writes} writes`).rejects.toThrow(Crash);
  here.ports.state.crashAfter(undefined);
}

async function said({ ports }: World): Promise<readonly string[]> {
  const { items } = await ports.state.listEvents('op_1');
  return items.map(({ message }) => message).filter((message) => / by /.test(message));
}

test('an approval whose function died can be given again', async () => {
  for (const writes of [0, 1, 2]) {
    const here = await waiting();
    await diesAfter(writes, here, decision('ann', true));
    expect((await approveRelease(decision('ann', true), here.ports)).status).toBe(202);
    expect(here.ports.workflows.answers).toEqual([{ taskToken: 'approval', answer: 'succeed' }]);
    expect(await said(here)).toEqual(['approved by ann']);
  }
});

test('whoever comes after a decision whose function died carries it out, and is told of it', async () => {
  const here = await waiting();
  await diesAfter(1, here, decision('ann', false));
  await expect(approveRelease(decision('bob', true), here.ports)).rejects.toThrow('was already rejected by ann');
  expect(here.ports.workflows.answers).toEqual([{ taskToken: 'approval', answer: 'fail', error: 'ApprovalRejected' }]);
  expect(await said(here)).toEqual(['rejected by ann']);
});

test('a contrary second decision is refused, and the same one again is answered as the first was', async () => {
  const here = await waiting();
  const first = await approveRelease(decision('ann', true), here.ports);
  await expect(approveRelease(decision('bob', false), here.ports)).rejects.toMatchObject({
    code: 'AlreadyDecided',
    message: 'release 1 of environments/dev/applications/hello was already approved by ann',
    extra: { operation: '/v1/operations/op_1' },
  });
  for (const by of ['ann', 'bob']) expect(await approveRelease(decision(by, true), here.ports)).toEqual(first);
  expect(here.ports.workflows.answers).toHaveLength(1);
  expect(await said(here)).toEqual(['approved by ann']);
});

test('a decision is final after its operation went on and ended', async () => {
  const here = await waiting();
  await approveRelease(decision('ann', true), here.ports);
  await retakeLock({ operationId: 'op_1' }, here.ports);
  await expect(approveRelease(decision('ann', false), here.ports)).rejects.toMatchObject({ code: 'AlreadyDecided' });
  await endOperation('op_1', { status: 'succeeded', result: {} }, here.ports);
  expect(await approveRelease(decision('ann', true), here.ports)).toMatchObject({
    status: 202,
    body: { status: 'succeeded', decision: { approved: true, by: 'ann' } },
  });
  await expect(approveRelease(decision('ann', false), here.ports)).rejects.toMatchObject({ code: 'AlreadyDecided' });
});

test('a release that ended without a decision is not waiting for one', async () => {
  const here = await waiting();
  await endOperation('op_1', { status: 'succeeded', result: {} }, here.ports);
  await expect(approveRelease(decision('ann', true), here.ports)).rejects.toMatchObject({
    code: 'NotFound',
    message: 'release 1 of environments/dev/applications/hello is not waiting for approval',
  });
});

test('of two decisions that come at once one stands', async () => {
  const here = await waiting();
  const both = [decision('ann', true), decision('bob', false)];
  const answers = await Promise.allSettled(both.map((request) => approveRelease(request, here.ports)));
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect(here.ports.workflows.answers).toEqual([{ taskToken: 'approval', answer: 'succeed' }]);
  expect(await said(here)).toEqual(['approved by ann']);
});
