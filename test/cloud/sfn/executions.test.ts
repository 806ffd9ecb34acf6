import { describe, expect, it } from 'vitest';
import { stateTransitions } from '../../../src/cloud/services/sfn/index.ts';
import { create, type Described, FunctionThrew, functionArn, jsonata, outline, sfnKernel } from './sfn-kernel.ts';

const pass = jsonata({ Only: { Type: 'Pass', Output: { answer: 42 }, End: true } });
const wait = (seconds: number) => jsonata({ Wait: { Type: 'Wait', Seconds: seconds, End: true } });

describe('StartExecution', () => {
  it('answers with the running execution when name and input are the same', async () => {
    const kernel = sfnKernel();
    const stateMachineArn = await create(kernel.kernel, wait(100));
    const start = { stateMachineArn, name: 'op-1', input: '{"a":1}' };
    const first = await kernel.call('StartExecution', start);
    await kernel.kernel.clock.drive(kernel.kernel.clock.sleep(10));
    expect(await kernel.call('StartExecution', start)).toEqual(first);
    const other = { ...start, input: '{"a":2}' };
    await expect(kernel.call('StartExecution', other)).rejects.toMatchObject({ code: 'ExecutionAlreadyExists' });
  });

  it('keeps the name of an ended execution for 90 days', async () => {
    const kernel = sfnKernel();
    const stateMachineArn = await create(kernel.kernel, pass);
    const start = { stateMachineArn, name: 'op-1' };
    const { executionArn } = await kernel.call<{ executionArn: string }>('StartExecution', start);
    await kernel.finish(executionArn);
    await expect(kernel.call('StartExecution', start)).rejects.toMatchObject({ code: 'ExecutionAlreadyExists' });
    await kernel.kernel.clock.drive(kernel.kernel.clock.sleep(91 * 24 * 3600));
    await expect(kernel.call('StartExecution', start)).resolves.toMatchObject({ executionArn });
  });

  it.each([
    [
      'a machine that is not there',
      { stateMachineArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:no' },
      'StateMachineDoesNotExist',
    ],
    ['an ARN that is none', { stateMachineArn: 'no' }, 'InvalidArn'],
    ['a name with a space', { name: 'a b' }, 'InvalidName'],
    ['a name of 81 characters', { name: 'a'.repeat(81) }, 'InvalidName'],
    ['an input that is no JSON', { input: 'not json' }, 'InvalidExecutionInput'],
    ['an input above 256 KiB', { input: JSON.stringify('a'.repeat(262_144)) }, 'InvalidExecutionInput'],
  ])('refuses %s', async (_what, input, code) => {
    const kernel = sfnKernel();
    const stateMachineArn = await create(kernel.kernel, pass);
    await expect(kernel.call('StartExecution', { stateMachineArn, ...input })).rejects.toMatchObject({ code });
  });

  it('runs the definition of its moment: an update reaches only what starts later', async () => {
    const kernel = sfnKernel();
    const stateMachineArn = await create(
      kernel.kernel,
      jsonata({ Wait: { Type: 'Wait', Seconds: 10, Output: { version: 1 }, End: true } }),
    );
    const { executionArn } = await kernel.call<{ executionArn: string }>('StartExecution', { stateMachineArn });
    await kernel.call('UpdateStateMachine', { stateMachineArn, definition: JSON.stringify(pass) });
    expect((await kernel.finish(executionArn)).parsed).toEqual({ version: 1 });
  });
});

describe('StopExecution', () => {
  const machine = jsonata({
    Both: {
      Type: 'Parallel',
      Branches: [
        { StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 5, End: true } } },
        { StartAt: 'Work', States: { Work: { Type: 'Task', Resource: functionArn('slow'), End: true } } },
      ],
      Next: 'Last',
    },
    Last: { Type: 'Wait', Seconds: 5, End: true },
  });

  it.each([0, 0.01, 0.1, 2, 5, 7, 11])(
    'ends the execution %d seconds after its start and nothing follows',
    async (seconds) => {
      const kernel = sfnKernel({ functions: { slow: () => kernel.kernel.clock.sleep(6) } });
      const executionArn = await kernel.start(machine);
      await kernel.kernel.clock.drive(kernel.kernel.clock.sleep(seconds));
      await kernel.call('StopExecution', { executionArn, error: 'Cancelled', cause: 'by hand' });
      await kernel.kernel.clock.drive(kernel.kernel.clock.sleep(100));
      const { status, error, cause, history } = await kernel.finish(executionArn);
      expect({ status, error, cause }).toEqual({ status: 'ABORTED', error: 'Cancelled', cause: 'by hand' });
      const last = history.at(-1)!;
      expect([last.type, last.previousEventId]).toEqual(['ExecutionAborted', 0]);
      expect(last.executionAbortedEventDetails).toEqual({ error: 'Cancelled', cause: 'by hand' });
      expect(history.filter(({ type }) => type?.startsWith('Execution'))).toHaveLength(2);
    },
  );

  it('changes nothing about an execution that has ended', async () => {
    const kernel = sfnKernel();
    const { executionArn, stopDate } = await kernel.run(pass);
    expect(await kernel.call('StopExecution', { executionArn })).toEqual({ stopDate });
    expect((await kernel.finish(executionArn)).status).toBe('SUCCEEDED');
  });
});

it("times out after the machine's TimeoutSeconds, without an error", async () => {
  const { status, error, history } = await sfnKernel().run({ ...wait(100), TimeoutSeconds: 30 });
  expect({ status, error }).toEqual({ status: 'TIMED_OUT', error: undefined });
  expect(outline(history)).toEqual(['1<0 ExecutionStarted', '2<0 WaitStateEntered', '3<0 ExecutionTimedOut']);
});

describe('DescribeExecution and ListExecutions', () => {
  it('tell what AWS tells', async () => {
    const kernel = sfnKernel();
    const { executionArn } = await kernel.run(pass);
    expect(await kernel.call('DescribeExecution', { executionArn })).toEqual({
      executionArn,
      stateMachineArn: expect.stringMatching(/:stateMachine:machine-[0-9a-f]{8}$/),
      name: executionArn.split(':').at(-1),
      status: 'SUCCEEDED',
      startDate: expect.any(Date),
      stopDate: expect.any(Date),
      input: '{}',
      inputDetails: { included: true },
      output: '{"answer":42}',
      outputDetails: { included: true },
      redriveCount: 0,
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
    });
  });

  it('list the latest first, by status and page by page', async () => {
    const kernel = sfnKernel();
    const stateMachineArn = await create(kernel.kernel, wait(50));
    const names = ['a', 'b', 'c', 'd', 'e'];
    for (const name of names) await kernel.call('StartExecution', { stateMachineArn, name });
    await kernel.call('StopExecution', {
      executionArn: stateMachineArn.replace('stateMachine', 'execution').concat(':c'),
    });
    type Page = { executions: { name: string }[]; nextToken?: string };
    const first = await kernel.call<Page>('ListExecutions', { stateMachineArn, maxResults: 3 });
    const second = await kernel.call<Page>('ListExecutions', {
      stateMachineArn,
      maxResults: 3,
      nextToken: first.nextToken,
    });
    expect([...first.executions, ...second.executions].map(({ name }) => name)).toEqual(['e', 'd', 'c', 'b', 'a']);
    expect(second.nextToken).toBeUndefined();
    const running = await kernel.call<Page>('ListExecutions', { stateMachineArn, statusFilter: 'RUNNING' });
    expect(running.executions.map(({ name }) => name)).toEqual(['e', 'd', 'b', 'a']);
    await expect(kernel.call('ListExecutions', { stateMachineArn, nextToken: 'made up' })).rejects.toMatchObject({
      code: 'InvalidToken',
    });
  });
});

describe('GetExecutionHistory', () => {
  it('turns the order round, pages, and leaves data out', async () => {
    const kernel = sfnKernel();
    const { executionArn } = await kernel.run(pass);
    type Page = { events: { id: number; stateExitedEventDetails?: object }[]; nextToken?: string };
    const first = await kernel.call<Page>('GetExecutionHistory', { executionArn, reverseOrder: true, maxResults: 3 });
    expect(first.events.map(({ id }) => id)).toEqual([4, 3, 2]);
    const rest = { executionArn, reverseOrder: true, maxResults: 3, nextToken: first.nextToken };
    expect((await kernel.call<Page>('GetExecutionHistory', rest)).events.map(({ id }) => id)).toEqual([1]);
    const bare = await kernel.call<Page>('GetExecutionHistory', { executionArn, includeExecutionData: false });
    expect(bare.events[2]?.stateExitedEventDetails).toEqual({ name: 'Only' });
  });

  it('ends an execution whose history is full', async () => {
    const loop = jsonata({
      One: { Type: 'Pass', Next: 'Two' },
      Two: { Type: 'Choice', Choices: [{ Condition: '{% false %}', Next: 'Done' }], Default: 'One' },
      Done: { Type: 'Succeed' },
    });
    const kernel = sfnKernel();
    const executionArn = await kernel.start(loop);
    await kernel.kernel.clock.drive(kernel.kernel.clock.sleep(6000));
    const described = await kernel.call<Described>('DescribeExecution', { executionArn });
    expect(described).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    type Page = { events: { id: number; type: string }[] };
    const { events } = await kernel.call<Page>('GetExecutionHistory', {
      executionArn,
      reverseOrder: true,
      maxResults: 1,
    });
    expect(events).toMatchObject([{ id: 25_000, type: 'ExecutionFailed' }]);
  });
});

describe('EXPRESS', () => {
  it('runs synchronously and has no history', async () => {
    const kernel = sfnKernel();
    const stateMachineArn = await create(kernel.kernel, pass, { type: 'EXPRESS' });
    const answer = await kernel.call('StartSyncExecution', { stateMachineArn, input: '{"a":1}' });
    expect(answer).toMatchObject({ status: 'SUCCEEDED', output: '{"answer":42}', input: '{"a":1}' });
    const { executionArn } = answer as { executionArn: string };
    expect(executionArn).toContain(':express:');
    await expect(kernel.call('GetExecutionHistory', { executionArn })).rejects.toMatchObject({
      code: 'StateMachineTypeNotSupported',
    });
  });

  it('ends after five minutes', async () => {
    const kernel = sfnKernel();
    const stateMachineArn = await create(kernel.kernel, wait(1000), { type: 'EXPRESS' });
    const answer = await kernel.call<{ startDate: Date; stopDate: Date }>('StartSyncExecution', { stateMachineArn });
    expect(answer).toMatchObject({ status: 'TIMED_OUT' });
    expect(answer.stopDate.getTime() - answer.startDate.getTime()).toBe(300_000);
  });
});

it('tells EventBridge when an execution starts and how it ends', async () => {
  const kernel = sfnKernel();
  const { executionArn, startDate, stopDate } = await kernel.run(
    jsonata({ Bad: { Type: 'Fail', Error: 'Bad', Cause: 'on purpose' } }),
    { a: 1 },
  );
  expect(kernel.events.map(({ detailType, detail }) => [detailType, detail.status])).toEqual([
    ['Step Functions Execution Status Change', 'RUNNING'],
    ['Step Functions Execution Status Change', 'FAILED'],
  ]);
  expect(kernel.events[1]).toMatchObject({
    source: 'aws.states',
    resources: [executionArn],
    detail: {
      executionArn,
      stateMachineArn: expect.stringContaining(':stateMachine:'),
      name: executionArn.split(':').at(-1),
      status: 'FAILED',
      startDate: startDate.getTime(),
      stopDate: stopDate!.getTime(),
      input: '{"a":1}',
      inputDetails: { included: true },
      output: null,
      outputDetails: null,
      error: 'Bad',
      cause: 'on purpose',
    },
  });
});

it('counts state transitions, retries too', async () => {
  let calls = 0;
  const flaky = () => {
    if (calls++ < 2) throw new FunctionThrew('Flaky');
  };
  const kernel = sfnKernel({ functions: { flaky } });
  await kernel.run(jsonata({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Succeed' } }));
  expect(stateTransitions(kernel.kernel)).toBe(2);
  const Retry = [{ ErrorEquals: ['Flaky'] }];
  await kernel.run(jsonata({ Try: { Type: 'Task', Resource: functionArn('flaky'), Retry, End: true } }));
  expect(stateTransitions(kernel.kernel)).toBe(5);
});

it('replays an execution by its seed, event by event', async () => {
  const machine = jsonata({
    Each: {
      Type: 'Map',
      Items: '{% [1..4] %}',
      ItemProcessor: {
        StartAt: 'Wait',
        States: {
          Wait: { Type: 'Wait', Seconds: '{% $floor($random() * 100) %}', Output: '{% $uuid() %}', End: true },
        },
      },
      End: true,
    },
  });
  const first = await sfnKernel({ seed: 5 }).run(machine);
  const second = await sfnKernel({ seed: 5 }).run(machine);
  expect(second.history).toEqual(first.history);
  expect((await sfnKernel({ seed: 6 }).run(machine)).history).not.toEqual(first.history);
});

it('refuses a result that is larger than 256 KiB', async () => {
  const { error, cause } = await sfnKernel().run(
    jsonata({ Big: { Type: 'Pass', Output: '{% $pad("", 262145, "x") %}', End: true } }),
  );
  expect({ error, cause }).toEqual({
    error: 'States.DataLimitExceeded',
    cause: "The state/task 'Big' returned a result with a size exceeding the maximum number of bytes service limit.",
  });
});

it('falls silent when the cloud stops', async () => {
  const kernel = sfnKernel();
  await kernel.start(wait(100));
  await kernel.kernel.stop();
  await kernel.kernel.clock.drive(kernel.kernel.clock.sleep(200));
  expect(kernel.events.map(({ detail }) => detail.status)).toEqual(['RUNNING']);
});

it('takes as long as its transitions and its waits', async () => {
  const three = jsonata({
    A: { Type: 'Pass', Next: 'B' },
    B: { Type: 'Wait', Seconds: 20, Next: 'C' },
    C: { Type: 'Succeed' },
  });
  const { startDate, stopDate } = await sfnKernel().run(three);
  const seconds = (stopDate!.getTime() - startDate.getTime()) / 1000;
  expect(seconds).toBeGreaterThan(20.03);
  expect(seconds).toBeLessThan(21);
});
