import * as lambdaSchemas from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, it } from 'vitest';
import { FAULTS, type Fault, faultRegistry } from '../../../src/cloud/kernel/faults.ts';
import { createKernel } from '../../../src/cloud/kernel/kernel.ts';
import type { Service } from '../../../src/cloud/kernel/service.ts';
import { eventbridge } from '../../../src/cloud/services/eventbridge/index.ts';
import { functionCloud, place, stopClouds } from '../lambda/function-cloud.ts';
import { functionArn, jsonPath, sfnKernel } from '../sfn/sfn-kernel.ts';
import { fakeCloud } from '../wire/fake-cloud.ts';

afterEach(stopClouds);

describe('the registry', () => {
  it('hits every occasion that fits, until the fault is removed', () => {
    const faults = faultRegistry();
    const strike = () => faults.strike('function throttled', (fault) => fault.function === 'f');
    const injected = faults.inject({ kind: 'function throttled', function: 'f' });
    faults.inject({ kind: 'function throttled', function: 'g' });
    expect([strike(), strike()]).toMatchObject([{ function: 'f' }, { function: 'f' }]);
    injected.remove();
    expect(strike()).toBeUndefined();
    expect(injected).toMatchObject({ occasions: 2, hits: 2 });
  });

  it('hits only the occasions that it is told to, and counts all', () => {
    const faults = faultRegistry();
    const injected = faults.inject({ kind: 'answer lost', first: 2, times: 2 });
    const struck = Array.from({ length: 5 }, () => faults.strike('answer lost', () => true) !== undefined);
    expect(struck).toEqual([false, true, true, false, false]);
    expect(injected).toMatchObject({ occasions: 5, hits: 2 });
  });

  it('says in a sentence what each fault means', () => {
    for (const meaning of Object.values(FAULTS)) expect(meaning).toMatch(/^[A-Z'].+\.$/);
  });
});

describe('a function', () => {
  const COUNTS = 'let runs = 0; exports.handler = async () => { console.log("worked"); return ++runs; };';

  async function counting(fault: Fault) {
    const cloud = functionCloud();
    await cloud.create('f', COUNTS, { Timeout: 20 });
    await cloud.invoke('f');
    const injected = cloud.kernel.faults.inject(fault);
    const before = cloud.kernel.clock.now();
    const hit = await cloud.invoke('f').catch((error: unknown) => error);
    const seconds = Math.round((cloud.kernel.clock.now() - before) / 1000);
    injected.remove();
    const worked = (await cloud.logs('f')).filter((line) => line.includes('worked')).length - 1;
    return { hit, seconds, worked, next: (await cloud.invoke('f')).result };
  }

  it.each([
    ['before', 0],
    ['after', 1],
  ] as const)('killed %s its work fails as AWS says, and starts cold the next time', async (when, worked) => {
    const seen = await counting({ kind: 'function killed', function: 'f', when });
    expect(seen.hit).toMatchObject({
      FunctionError: 'Unhandled',
      result: {
        errorType: 'Runtime.ExitError',
        errorMessage: expect.stringContaining('Runtime exited with error: signal: killed'),
      },
    });
    expect(seen).toMatchObject({ worked, next: 1 });
  });

  it('killed by its timeout takes that long', async () => {
    const error = 'Sandbox.Timedout';
    const seen = await counting({ kind: 'function killed', function: 'f', when: 'after', error });
    expect(seen).toMatchObject({ hit: { result: { errorType: error } }, seconds: 20, worked: 1 });
  });

  it('whose end Lambda cannot explain names no error', async () => {
    const seen = await counting({ kind: 'function killed', function: 'f', when: 'before', error: 'none' });
    expect(seen.hit).toMatchObject({
      FunctionError: 'Unhandled',
      result: expect.not.objectContaining({ errorType: '' }),
    });
    expect(seen.hit).not.toHaveProperty('result.errorType');
  });

  it('throttled answers as with used-up concurrency, and the others do not', async () => {
    const seen = await counting({ kind: 'function throttled', function: 'f' });
    const Reason = 'ReservedFunctionConcurrentInvocationLimitExceeded';
    expect(seen).toMatchObject({
      hit: { code: 'TooManyRequestsException', status: 429, members: { Reason } },
      next: 2,
    });
    expect(await counting({ kind: 'function throttled', function: 'g' })).toMatchObject({ worked: 1, next: 3 });
  });
});

describe('an API call', () => {
  async function lambdaApi() {
    const api = await fakeCloud('lambda', lambdaSchemas, {
      DeleteFunction: () => ({}),
      ListFunctions: () => ({ Functions: [] }),
    });
    const client = new lambdaSchemas.LambdaClient(api.config);
    const send = (name = 'f') =>
      api.kernel.clock.drive(
        client.send(new lambdaSchemas.DeleteFunctionCommand({ FunctionName: name })).then(
          () => 'done',
          (error: { name: string; code?: string }) => error.code ?? error.name,
        ),
      );
    return { ...api, client, send };
  }

  it('whose answer is lost has had its effect', async () => {
    const { kernel, calls, send } = await lambdaApi();
    const fault = kernel.faults.inject({ kind: 'answer lost', operation: 'DeleteFunction', first: 2, times: 1 });
    expect([await send(), await send(), await send()]).toEqual(['done', 'ECONNRESET', 'done']);
    expect(calls).toHaveLength(3);
    expect(fault).toMatchObject({ occasions: 3, hits: 1 });
  });

  it('whose answer is lost may be silent first', async () => {
    const { kernel, send } = await lambdaApi();
    kernel.faults.inject({ kind: 'answer lost', seconds: 30 });
    const before = kernel.clock.now();
    expect(await send()).toBe('ECONNRESET');
    expect(kernel.clock.now() - before).toBe(30_000);
  });

  it('that is refused has no effect', async () => {
    const { kernel, calls, send } = await lambdaApi();
    const fault = kernel.faults.inject({ kind: 'call refused', service: 'lambda', code: 'TooManyRequestsException' });
    expect(await send()).toBe('TooManyRequestsException');
    expect(calls).toHaveLength(0);
    fault.remove();
    expect(await send()).toBe('done');
  });

  it('is left alone where service, operation, caller or input differ', async () => {
    const { kernel, send } = await lambdaApi();
    const refused = { kind: 'call refused', code: 'Throttling' } as const;
    kernel.faults.inject({ ...refused, service: 'dynamodb' });
    kernel.faults.inject({ ...refused, operation: 'ListFunctions' });
    kernel.faults.inject({ ...refused, by: 'somebody-else' });
    kernel.faults.inject({ ...refused, input: ({ FunctionName }) => FunctionName === 'g' });
    expect(await send('f')).toBe('done');
    expect(await send('g')).toBe('Throttling');
  });
});

describe('an execution', () => {
  const machine = jsonPath({
    First: { Type: 'Pass', Next: 'Work' },
    Work: { Type: 'Task', Resource: functionArn('work'), Next: 'Last' },
    Last: { Type: 'Pass', End: true },
  });

  async function run(fault: Fault | undefined, name = 'machine') {
    let worked = 0;
    const sfn = sfnKernel({ functions: { work: () => ++worked } });
    const made = { name: 'machine', definition: JSON.stringify(machine), roleArn: 'arn:aws:iam::111122223333:role/r' };
    const { stateMachineArn } = await sfn.call<{ stateMachineArn: string }>('CreateStateMachine', { ...made, name });
    if (fault !== undefined) sfn.kernel.faults.inject(fault);
    const { executionArn } = await sfn.call<{ executionArn: string }>('StartExecution', { stateMachineArn });
    const { status, error, history } = await sfn.finish(executionArn);
    return { status, error, last: history.at(-1)?.type, worked };
  }

  it.each([
    ['First', 0],
    ['Work', 0],
    ['Last', 1],
  ])('is stopped as it enters %s', async (state, worked) => {
    const seen = await run({ kind: 'execution stopped', machine: 'machine', state });
    expect(seen).toMatchObject({ status: 'ABORTED', last: 'ExecutionAborted', worked });
  });

  it('is stopped some seconds later, and another machine is not', async () => {
    const fault = { kind: 'execution stopped', machine: 'machine', state: 'First', seconds: 0.001 } as const;
    expect(await run(fault)).toMatchObject({ status: 'ABORTED', worked: 0 });
    expect(await run(fault, 'another')).toMatchObject({ status: 'SUCCEEDED', worked: 1 });
  });

  it.each([
    [{ kind: 'answer lost' }, 'Lambda.SdkClientException', 1],
    [{ kind: 'answer lost', seconds: 60 }, 'Lambda.ClientExecutionTimeoutException', 1],
    [{ kind: 'call refused', code: 'ServiceException', status: 500 }, 'Lambda.ServiceException', 0],
    [{ kind: 'call refused', code: 'Unheard', status: 500 }, 'Lambda.AWSLambdaException', 0],
    [{ kind: 'call refused', code: 'TooManyRequestsException' }, 'Lambda.TooManyRequestsException', 0],
  ] as const)('sees %j of an invocation as %s', async (fault, error, worked) => {
    const seen = await run({ ...fault, service: 'lambda', operation: 'Invoke', by: 'machine' });
    expect(seen).toMatchObject({ status: 'FAILED', error, worked });
  });
});

describe('an event', () => {
  async function arrivals(fault: Fault | undefined): Promise<readonly number[]> {
    const seconds: number[] = [];
    const lambda: Service = {
      signingName: 'lambda',
      schemas: {},
      operations: {
        GetPolicy: () => ({}),
        Invoke: () => void seconds.push((kernel.clock.now() - startMs) / 1000),
      },
    };
    const kernel = createKernel({ clock: 'virtual', seed: 1 }, [eventbridge, lambda], []);
    const startMs = kernel.clock.now();
    const call = (operation: string, input: object) =>
      kernel.clock.drive(kernel.invoke('events', operation, input, place));
    await call('PutRule', { Name: 'orders', EventPattern: '{"source":["shop"]}' });
    const RoleArn = 'arn:aws:iam::111122223333:role/events';
    await call('PutTargets', { Rule: 'orders', Targets: [{ Id: 'f', Arn: functionArn('on-order'), RoleArn }] });
    if (fault !== undefined) kernel.faults.inject(fault);
    await call('PutEvents', { Entries: [{ Source: 'shop', DetailType: 'Order', Detail: '{"id":7}' }] });
    await kernel.clock.drive(kernel.clock.sleep(600));
    return seconds;
  }

  it('is lost, doubled, or late', async () => {
    const [usual] = await arrivals(undefined);
    expect(usual).toBeLessThan(10);
    expect(await arrivals({ kind: 'event lost' })).toEqual([]);
    expect(await arrivals({ kind: 'event doubled' })).toHaveLength(2);
    expect(await arrivals({ kind: 'event late', seconds: 300 })).toEqual([300 + usual!]);
  });

  it('is delivered where type, target or detail differ', async () => {
    expect(await arrivals({ kind: 'event lost', detailType: 'Return' })).toHaveLength(1);
    expect(await arrivals({ kind: 'event lost', target: ':function:on-return' })).toHaveLength(1);
    expect(await arrivals({ kind: 'event lost', detail: ({ id }) => id === 8 })).toHaveLength(1);
    const wanted = { detailType: 'Order', target: ':function:on-order' };
    expect(await arrivals({ kind: 'event lost', ...wanted, detail: ({ id }) => id === 7 })).toEqual([]);
  });
});
