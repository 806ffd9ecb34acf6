import { spawnSync } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import type { ResourceContext } from '../../../src/cloud/kernel/service.ts';
import { functionCloud, place, stopClouds } from './function-cloud.ts';

afterEach(stopClouds);

const hasPython = spawnSync('python3', ['--version']).status === 0;
const RESPONSE_URL = 'https://cloudformation-custom-resource-response-euwest1.s3-eu-west-1.amazonaws.com/answer?x=1';
const REQUEST = {
  RequestType: 'Create',
  ResponseURL: RESPONSE_URL,
  StackId: 's',
  RequestId: 'r',
  LogicalResourceId: 'l',
};

function stack() {
  const cloud = functionCloud();
  const context = (logicalId: string): ResourceContext => ({
    ...place,
    kernel: cloud.kernel,
    requestId: 'request',
    principalArn: 'arn:aws:iam::111122223333:root',
    typeName: '',
    logicalId,
    stackId: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/s/1',
    stackName: 's',
    physicalName: () => `s-${logicalId}-ABC`,
    tags: { 'aws:cloudformation:stack-name': 's' },
    signal: new AbortController().signal,
    announce: () => {},
  });
  const type = (name: string) => cloud.kernel.resourceTypes.get(`AWS::Lambda::${name}`)!;
  const createResource = (name: string, logicalId: string, properties: Record<string, unknown>) =>
    type(name).create(properties, context(logicalId));
  const received: { method: string; url: string; body: unknown }[] = [];
  cloud.kernel.network.register(new URL(RESPONSE_URL).hostname, 443, async ({ method, url, body }) => {
    received.push({ method, url, body: JSON.parse(Buffer.from(body).toString()) });
    return { status: 200, headers: {}, body: new Uint8Array() };
  });
  return { ...cloud, type, context, createResource, received };
}

const PROPERTIES = {
  Role: 'arn:aws:iam::111122223333:role/r',
  Runtime: 'nodejs24.x',
  Handler: 'index.handler',
  Timeout: '10',
  Code: { ZipFile: 'exports.handler = async () => process.env.NAME;' },
  Environment: { Variables: { NAME: 'one' } },
};

describe('AWS::Lambda::Function', () => {
  it('makes, updates and deletes a function', async () => {
    const { type, context, createResource, call, invoke } = stack();
    const made = await createResource('Function', 'F', PROPERTIES);
    expect(made).toEqual({
      physicalId: 's-F-ABC',
      attributes: { Arn: 'arn:aws:lambda:eu-west-1:111122223333:function:s-F-ABC' },
    });
    expect((await invoke('s-F-ABC')).result).toBe('one');
    const changed = { ...PROPERTIES, Environment: { Variables: { NAME: 2 } }, ReservedConcurrentExecutions: '5' };
    await type('Function').update!(made, changed, PROPERTIES, context('F'));
    expect((await invoke('s-F-ABC')).result).toBe('2');
    expect(await call('GetFunction', { FunctionName: 's-F-ABC' })).toMatchObject({
      Concurrency: { ReservedConcurrentExecutions: 5 },
      Tags: { 'aws:cloudformation:stack-name': 's' },
      Configuration: { Timeout: 10 },
    });
    await type('Function').delete(made, changed, context('F'));
    await expect(invoke('s-F-ABC')).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  });

  it('has versions, aliases and permissions', async () => {
    const { createResource, call, invoke } = stack();
    await createResource('Function', 'F', PROPERTIES);
    const version = await createResource('Version', 'V', { FunctionName: 's-F-ABC' });
    expect(version.physicalId).toBe('arn:aws:lambda:eu-west-1:111122223333:function:s-F-ABC:1');
    const alias = await createResource('Alias', 'A', { FunctionName: 's-F-ABC', FunctionVersion: '1', Name: 'live' });
    expect((await invoke(alias.physicalId)).result).toBe('one');
    const permission = { FunctionName: 's-F-ABC', Action: 'lambda:InvokeFunction', Principal: 'sns.amazonaws.com' };
    expect((await createResource('Permission', 'P', permission)).physicalId).toBe('s-P-ABC');
    const { Policy } = await call<{ Policy: string }>('GetPolicy', { FunctionName: 's-F-ABC' });
    expect(Policy).toContain('"Sid":"s-P-ABC"');
  });

  it.each(['nodejs22.x', 'nodejs24.x'])(
    'answers a custom resource from inline code with cfn-response on %s',
    async (Runtime) => {
      const { createResource, invoke, received } = stack();
      const ZipFile = `const response = require('cfn-response');
      exports.handler = (event, context) => response.send(event, context, response.SUCCESS, { Value: 7 });`;
      await createResource('Function', 'F', { ...PROPERTIES, Runtime, Code: { ZipFile } });
      expect((await invoke('s-F-ABC', REQUEST)).FunctionError).toBeUndefined();
      expect(received).toMatchObject([
        { method: 'PUT', url: RESPONSE_URL, body: { Status: 'SUCCESS', Data: { Value: 7 }, StackId: 's' } },
      ]);
    },
  );
});

describe.skipIf(!hasPython)('a Python function', () => {
  const python = { ...PROPERTIES, Runtime: 'python3.13' };

  it('answers a custom resource from inline code with cfnresponse', async () => {
    const { createResource, invoke, received, logs } = stack();
    const ZipFile = [
      'import cfnresponse',
      'def handler(event, context):',
      '    print("stack", event["StackId"])',
      '    cfnresponse.send(event, context, cfnresponse.SUCCESS, {"Value": 7})',
      '    return {"left": context.get_remaining_time_in_millis() > 0}',
    ].join('\n');
    await createResource('Function', 'F', { ...python, Code: { ZipFile } });
    expect(await invoke('s-F-ABC', REQUEST)).toMatchObject({ result: { left: true } });
    expect(received).toMatchObject([{ method: 'PUT', url: RESPONSE_URL, body: { Data: { Value: 7 } } }]);
    expect((await logs('s-F-ABC')).some((line) => line === 'stack s\n')).toBe(true);
  });

  it('tells how it failed', async () => {
    const { createResource, invoke } = stack();
    await createResource('Function', 'F', {
      ...python,
      Code: { ZipFile: 'def handler(event, context):\n    raise ValueError("no")' },
    });
    expect(await invoke('s-F-ABC')).toMatchObject({
      FunctionError: 'Unhandled',
      result: { errorType: 'ValueError', errorMessage: 'no' },
    });
  });
});
