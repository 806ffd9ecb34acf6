import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { afterEach, expect, test } from 'vitest';
import { transientRetrier } from '../../scripts/machine-reference/machine-definitions.ts';
import type { Fault } from '../../src/cloud/kernel/faults.ts';
import type { RunningKernel } from '../../src/cloud/kernel/kernel.ts';
import { sfn } from '../../src/cloud/services/sfn/index.ts';
import { functionCloud, place, stopClouds } from '../cloud/lambda/function-cloud.ts';
import { create, jsonata } from '../cloud/sfn/sfn-kernel.ts';

afterEach(stopClouds);

const { ErrorEquals, IntervalSeconds = 1, MaxAttempts = 0, BackoffRate = 2, MaxDelaySeconds = 0 } = transientRetrier();
const pauses = Array.from({ length: MaxAttempts }, (_, n) => {
  return Math.min(IntervalSeconds * BackoffRate ** n, MaxDelaySeconds);
});

test('an outage of Lambda is waited out for fifteen minutes, and ten minutes but once in a thousand times', () => {
  // Full jitter draws each pause evenly from nothing to its length.
  const mean = pauses.reduce((sum, pause) => sum + pause / 2, 0);
  const deviation = Math.sqrt(pauses.reduce((sum, pause) => sum + pause ** 2 / 12, 0));
  expect(mean).toBeGreaterThan(15 * 60);
  expect(mean - 3 * deviation).toBeGreaterThan(10 * 60);
});

test('no pause is longer than a minute and a half, so that work goes on soon after an outage', () => {
  expect(Math.max(...pauses)).toBeLessThanOrEqual(90);
});

/** How the cloud is made to give each name. `Throttled` is our own, from the chain of every step. */
const FAULTS: Readonly<Record<string, Fault>> = {
  'Lambda.ServiceException': { kind: 'call refused', service: 'lambda', code: 'ServiceException', status: 500 },
  'Lambda.AWSLambdaException': { kind: 'call refused', service: 'lambda', code: 'InternalFailure', status: 500 },
  'Lambda.SdkClientException': { kind: 'answer lost', service: 'lambda' },
  'Lambda.ClientExecutionTimeoutException': { kind: 'answer lost', service: 'lambda', seconds: 10 },
  'Lambda.TooManyRequestsException': { kind: 'function throttled', function: 'work' },
  'Lambda.Unknown': { kind: 'function killed', function: 'work', when: 'before', error: 'none' },
  'Sandbox.Timedout': { kind: 'function killed', function: 'work', when: 'after', error: 'Sandbox.Timedout' },
  'Runtime.ExitError': { kind: 'function killed', function: 'work', when: 'before' },
  'Runtime.OutOfMemory': { kind: 'function killed', function: 'work', when: 'before', error: 'Runtime.OutOfMemory' },
  'StepFunctions.SdkClientException': { kind: 'answer lost', operation: 'StartExecution' },
  'StepFunctions.AWSStepFunctionsException': {
    kind: 'call refused',
    operation: 'StartExecution',
    code: 'ThrottlingException',
  },
  'StepFunctions.ExecutionLimitExceededException': {
    kind: 'call refused',
    operation: 'StartExecution',
    code: 'ExecutionLimitExceeded',
  },
};

const WORKS = 'exports.handler = async () => "done";';
const throws = (name: string) =>
  `exports.handler = async () => { throw Object.assign(new Error(""), { name: "${name}" }); };`;

test.each(Object.entries(FAULTS))(
  'a call that fails with %s, as AWS names it, is repeated until it succeeds',
  async (name, fault) => {
    expect(await ran(WORKS, { ...fault, times: 3 })).toEqual({ status: 'SUCCEEDED', failures: [name, name, name] });
  },
);

test('the list has every name that the cloud can be made to give, and what our own functions throw', () => {
  expect([...ErrorEquals].sort()).toEqual([...Object.keys(FAULTS), 'Throttled'].sort());
});

test('what AWS throttles inside a function is repeated until patience is over', async () => {
  const { status, failures } = await ran(throws('Throttled'));
  expect([status, new Set(failures), failures.length]).toEqual(['FAILED', new Set(['Throttled']), 1 + MaxAttempts]);
});

test.each([
  ['Runtime.ImportModuleError', 'require("not-packaged"); exports.handler = () => 1;'],
  ['Runtime.HandlerNotFound', 'exports.other = () => 1;'],
])('a broken deployment fails at once with %s', async (name, code) => {
  expect(await ran(code)).toEqual({ status: 'FAILED', failures: [name] });
});

/** Runs a machine that calls a real function and then a child, and names what its calls failed with. */
async function ran(code: string, fault?: Fault) {
  const { kernel, create } = functionCloud({}, [sfn]);
  await create('work', code, { Timeout: 20 });
  const shared = { Type: 'Task', Retry: [transientRetrier()] };
  const invoke = 'arn:aws:states:::lambda:invoke';
  const childArn = await machine(kernel, jsonata({ End: { Type: 'Succeed' } }));
  const StateMachineArn = await machine(
    kernel,
    jsonata({
      Work: { ...shared, Resource: invoke, Arguments: { FunctionName: 'work' }, Next: 'Child' },
      Child: {
        ...shared,
        Resource: 'arn:aws:states:::states:startExecution.sync:2',
        Arguments: { StateMachineArn: childArn },
        End: true,
      },
    }),
  );
  if (fault) kernel.faults.inject(fault);
  const call = <T>(operation: string, input: object) =>
    kernel.clock.drive(kernel.invoke<T>('states', operation, input, place));
  const { executionArn } = await call<{ executionArn: string }>('StartExecution', { stateMachineArn: StateMachineArn });
  await kernel.clock.drive(kernel.clock.sleep(2 * 3600));
  const { status } = await call<{ status: string }>('DescribeExecution', { executionArn });
  const { events } = await call<{ events: HistoryEvent[] }>('GetExecutionHistory', { executionArn, maxResults: 1000 });
  const failures = events.flatMap(({ taskFailedEventDetails: failed, taskSubmitFailedEventDetails: unsent }) => {
    return failed?.error ?? unsent?.error ?? [];
  });
  return { status, failures };
}

function machine(kernel: RunningKernel, definition: object): Promise<string> {
  return kernel.clock.drive(create(kernel, definition));
}
