import { afterEach, describe, expect, it } from 'vitest';
import { functionCloud, stopClouds, zipOf } from './function-cloud.ts';

afterEach(stopClouds);

const ANSWER = 'exports.handler = async () => process.env.AWS_LAMBDA_FUNCTION_VERSION;';

describe('a function', () => {
  it.each([
    ['a timeout over fifteen minutes', { Timeout: 901 }, 'ValidationException', "Value '901' at 'timeout'"],
    ['a role that is none', { Role: 'admin' }, 'ValidationException', "Value 'admin' at 'role'"],
    ['a runtime that is gone', { Runtime: 'nodejs14.x' }, 'InvalidParameterValueException', 'no longer supported'],
    [
      'code that is no zip',
      { Code: { ZipFile: new Uint8Array([1, 2]) } },
      'InvalidParameterValueException',
      'Could not unzip',
    ],
    [
      'a reserved environment variable',
      { Environment: { Variables: { AWS_REGION: 'x' } } },
      'InvalidParameterValueException',
      'Reserved keys used in this request: AWS_REGION',
    ],
    [
      'more than 4 KB of environment',
      { Environment: { Variables: { A1: 'x'.repeat(4096) } } },
      'InvalidParameterValueException',
      'exceeded the 4KB limit',
    ],
  ])('is refused for %s', async (_what, settings, code, message) => {
    const { create } = functionCloud();
    const failure = await create('f', ANSWER, settings).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code });
    expect((failure as Error).message).toContain(message);
  });

  it('is refused when its name is taken', async () => {
    const { create } = functionCloud();
    await create('f', ANSWER);
    await expect(create('f', ANSWER)).rejects.toMatchObject({ code: 'ResourceConflictException', status: 409 });
  });

  it('is not found when it does not exist', async () => {
    const { invoke } = functionCloud();
    await expect(invoke('f')).rejects.toThrow('Function not found: arn:aws:lambda:eu-west-1:111122223333:function:f');
  });

  it('is found by name, partial ARN and ARN', async () => {
    const { create, invoke } = functionCloud();
    await create('f', ANSWER);
    for (const name of ['f', '111122223333:function:f', 'arn:aws:lambda:eu-west-1:111122223333:function:f:$LATEST']) {
      expect((await invoke(name)).result).toBe('$LATEST');
    }
  });

  it('keeps a published version as it was', async () => {
    const { call, create, invoke } = functionCloud();
    await create('f', 'exports.handler = async () => "old";');
    expect(await call('PublishVersion', { FunctionName: 'f' })).toMatchObject({ Version: '1' });
    await call('UpdateFunctionCode', {
      FunctionName: 'f',
      ZipFile: zipOf({ 'index.js': 'exports.handler = async () => "new";' }),
    });
    await call('CreateAlias', { FunctionName: 'f', Name: 'live', FunctionVersion: '1' });
    const results = [await invoke('f'), await invoke('f:1'), await invoke('f', {}, { Qualifier: 'live' })];
    expect(results.map(({ result }) => result)).toEqual(['new', 'old', 'old']);
    expect(await call('PublishVersion', { FunctionName: 'f' })).toMatchObject({ Version: '2' });
    expect(await call('PublishVersion', { FunctionName: 'f' })).toMatchObject({ Version: '2' });
  });

  it('has a policy of the permissions that were added', async () => {
    const { call, create } = functionCloud();
    await create('f', ANSWER);
    await expect(call('GetPolicy', { FunctionName: 'f' })).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
    const permission = {
      FunctionName: 'f',
      StatementId: 's',
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
    };
    await call('AddPermission', { ...permission, SourceArn: 'arn:aws:events:eu-west-1:111122223333:rule/r' });
    await expect(call('AddPermission', permission)).rejects.toMatchObject({ code: 'ResourceConflictException' });
    const { Policy } = await call<{ Policy: string }>('GetPolicy', { FunctionName: 'f' });
    expect(JSON.parse(Policy).Statement).toEqual([
      {
        Sid: 's',
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'lambda:InvokeFunction',
        Resource: 'arn:aws:lambda:eu-west-1:111122223333:function:f',
        Condition: { ArnLike: { 'AWS:SourceArn': 'arn:aws:events:eu-west-1:111122223333:rule/r' } },
      },
    ]);
    await call('RemovePermission', { FunctionName: 'f', StatementId: 's' });
    await expect(call('GetPolicy', { FunctionName: 'f' })).rejects.toMatchObject({ status: 404 });
  });

  it('runs no more often at once than was reserved', async () => {
    const { kernel, call, create, invoke } = functionCloud();
    await create('f', 'exports.handler = () => new Promise((resolve) => setTimeout(resolve, 1000));');
    await call('PutFunctionConcurrency', { FunctionName: 'f', ReservedConcurrentExecutions: 1 });
    const [first, second] = await kernel.clock.drive(Promise.allSettled([invoke('f'), invoke('f')]));
    expect(first.status).toBe('fulfilled');
    expect(second).toMatchObject({
      status: 'rejected',
      reason: {
        code: 'TooManyRequestsException',
        members: { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' },
      },
    });
  });

  it('takes 6 MB when it is waited for and 1 MB when it is not', async () => {
    const { create, invoke } = functionCloud();
    await create('f', 'exports.handler = async (event) => event.length;');
    expect((await invoke('f', 'x'.repeat(2 * 1024 * 1024))).result).toBe(2 * 1024 * 1024);
    await expect(invoke('f', 'x'.repeat(6 * 1024 * 1024))).rejects.toMatchObject({
      code: 'RequestTooLargeException',
      status: 413,
    });
    await expect(invoke('f', 'x'.repeat(1024 * 1024), { InvocationType: 'Event' })).rejects.toMatchObject({
      status: 413,
    });
  });

  it('answers nothing in a dry run', async () => {
    const { create, invoke } = functionCloud();
    await create('f', ANSWER);
    expect(await invoke('f', {}, { InvocationType: 'DryRun' })).toEqual({ StatusCode: 204, result: undefined });
  });

  it('counts its invocations, warm and cold', async () => {
    const { kernel, create, invoke } = functionCloud();
    const { statusPages } = await import('../../../src/cloud/kernel/status-pages.ts');
    await create('f', ANSWER);
    await invoke('f');
    await invoke('f');
    await kernel.clock.drive(kernel.clock.sleep(3600));
    await invoke('f');
    const page = statusPages(kernel).get('lambda')!() as { total: { gigabyteSeconds: number } };
    expect(page.total).toMatchObject({ invocations: 3, coldStarts: 2, errors: 0 });
    expect(page.total.gigabyteSeconds).toBeGreaterThan(0);
  });
});
