import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { eventBound } from '../../scripts/machine-reference/event-bound.ts';
import { type Machine, machineText, readMachines } from '../../scripts/machine-reference/machine-definitions.ts';
import { VISITS } from '../../scripts/machine-reference/visit-bounds.ts';
import { FunctionThrew, functionArn, sfnKernel } from '../cloud/sfn/sfn-kernel.ts';

type Functions = Readonly<Record<string, (input: unknown) => unknown>>;

const step = { operationId: 'op_1', scope: 'environments/dev', stackKey: 'store' };

test('40 branches that wait as long as converge runs make as many events as the sum says', async () => {
  const stacks = Array.from({ length: 40 }, (_, number) => ({ stackKey: `s${number}`, scope: step.scope }));
  const functions = {
    Plan: () => ({ stacks }),
    AwaitRequirements: () => ({}),
    RecordStack: () => ({}),
    Settle: () => ({}),
  };
  const { status, events } = await ran('converge', functions);
  expect(status).toBe('TIMED_OUT');
  expect(events).toBeLessThan(10_000);
  const { waiting } = eventBound(readMachines().converge as Machine, VISITS.converge ?? {});
  // The six events of each branch's first attempt come on top of those that the sum counts as waiting.
  expect(events).toBeGreaterThan(waiting);
  expect(events).toBeLessThan(waiting + 40 * 6);
});

test('a stack that does not come to an end is read every minute until change-stack times out', async () => {
  const functions = {
    Prepare: () => ({ ...step, next: 'await', awaits: 'other', purpose: 'prepare' }),
    AwaitStack: () => ({}),
  };
  const { status, events } = await ran('change-stack', functions);
  expect(status).toBe('TIMED_OUT');
  expect(events).toBeLessThan(10_000);
});

test('a bucket that stays full, and a change set that others make obsolete, end by their limits', async () => {
  let batches = 0;
  const full = await ran('change-stack', {
    Prepare: () => ({ ...step, next: 'empty', before: 'review' }),
    Empty: () => {
      batches += 1;
      if (batches > 300) throw new FunctionThrew('StackFailed', 'bucket orders still has contents');
      return { more: true };
    },
    DiagnoseStack: (input) => input,
    Recover: (input) => ({ ...(input as object), next: 'fail' }),
  });
  expect(full).toMatchObject({ status: 'FAILED', error: 'StackFailed' });
  const overtaken = await ran('change-stack', {
    Prepare: (input) => {
      const { round } = input as { round: number };
      if (round > 80) throw new FunctionThrew('StackFailed', 'changed again and again');
      return { ...step, round, next: 'create-change-set', changeSetType: 'UPDATE' };
    },
    CreateChangeSet: () => null,
    Review: () => ({ next: 'execute' }),
    Execute: () => {
      throw new FunctionThrew('NotYet', 'another operation changed the stack first');
    },
    DiagnoseStack: (input) => input,
    Recover: (input) => ({ ...(input as object), next: 'fail' }),
  });
  expect(overtaken).toMatchObject({ status: 'FAILED', error: 'StackFailed' });
  for (const { events } of [full, overtaken]) expect(events).toBeLessThan(10_000);
  expect(batches).toBe(301);
});

/** Runs a machine as it is written, with functions by the names of its states, and counts its history. */
async function ran(name: string, functions: Functions) {
  const text = machineText(name)
    .replaceAll(/\$\{self:custom\.awaitSeconds\}/g, '60')
    .replaceAll(/\$\{(\w+)StateMachineArn\}/g, 'arn:aws:states:eu-west-1:111122223333:stateMachine:$1')
    .replaceAll(/\$\{(\w+)FunctionArn\}/g, functionArn('$1'));
  const { kernel, start, call } = sfnKernel({ functions });
  const executionArn = await start(parse(text, { merge: true }), step);
  const timeout = (parse(text, { merge: true }) as Machine).TimeoutSeconds ?? 0;
  await kernel.clock.drive(kernel.clock.sleep(timeout + 60));
  const { status, error } = await call<{ status: string; error?: string }>('DescribeExecution', { executionArn });
  let events = 0;
  let nextToken: string | undefined;
  do {
    const page = await call<{ events: unknown[]; nextToken?: string }>('GetExecutionHistory', {
      executionArn,
      maxResults: 1000,
      ...(nextToken !== undefined && { nextToken }),
    });
    events += page.events.length;
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return { status, error, events };
}
