import { expect, test } from 'vitest';
import { ssm } from '../../../src/cloud/services/ssm/index.ts';
import { parameterType } from '../../../src/cloud/services/ssm/resources/parameter.ts';
import { cloudOf, resourceContext } from '../iam/resource-context.ts';

test('a parameter counts its versions, and old ones can be read', async () => {
  const { call } = cloudOf(ssm);
  await call('ssm', 'PutParameter', { Name: '/app/size', Value: '1', Type: 'String' });
  const again = { Name: '/app/size', Value: '2' };
  await expect(call('ssm', 'PutParameter', again)).rejects.toMatchObject({ code: 'ParameterAlreadyExists' });
  expect(await call('ssm', 'PutParameter', { ...again, Overwrite: true })).toEqual({ Version: 2, Tier: 'Standard' });
  expect(await call('ssm', 'GetParameter', { Name: '/app/size' })).toMatchObject({
    Parameter: { Value: '2', Version: 2, ARN: 'arn:aws:ssm:eu-west-1:111122223333:parameter/app/size' },
  });
  expect(await call('ssm', 'GetParameter', { Name: '/app/size:1' })).toMatchObject({ Parameter: { Value: '1' } });
  await call('ssm', 'LabelParameterVersion', { Name: '/app/size', ParameterVersion: 1, Labels: ['old'] });
  expect(await call('ssm', 'GetParameter', { Name: '/app/size:old' })).toMatchObject({ Parameter: { Value: '1' } });
  const third = call('ssm', 'GetParameter', { Name: '/app/size:3' });
  await expect(third).rejects.toMatchObject({ code: 'ParameterVersionNotFound' });
});

test('a secure string is readable only with decryption', async () => {
  const { call } = cloudOf(ssm);
  await call('ssm', 'PutParameter', { Name: 'password', Value: 'hunter2', Type: 'SecureString' });
  const sealed = await call<{ Parameter: { Value: string } }>('ssm', 'GetParameter', { Name: 'password' });
  expect(sealed.Parameter.Value).not.toContain('hunter2');
  const open = await call('ssm', 'GetParameter', { Name: 'password', WithDecryption: true });
  expect(open).toMatchObject({ Parameter: { Value: 'hunter2', Type: 'SecureString' } });
});

test('several are read at once, unknown ones are named', async () => {
  const { call } = cloudOf(ssm);
  await call('ssm', 'PutParameter', { Name: 'a', Value: '1', Type: 'String' });
  expect(await call('ssm', 'GetParameters', { Names: ['a', 'b'] })).toMatchObject({
    Parameters: [{ Name: 'a', Value: '1' }],
    InvalidParameters: ['b'],
  });
});

test('a path lists its children, and with recursion everything below', async () => {
  const { call } = cloudOf(ssm);
  for (const Name of ['/app/b', '/app/a', '/app/deep/c', '/other']) {
    await call('ssm', 'PutParameter', { Name, Value: 'x', Type: 'String' });
  }
  type Page = { Parameters: { Name: string }[]; NextToken?: string };
  const names = async (input: object) =>
    (await call<Page>('ssm', 'GetParametersByPath', input)).Parameters.map(({ Name }) => Name);
  expect(await names({ Path: '/app' })).toEqual(['/app/a', '/app/b']);
  expect(await names({ Path: '/app/', Recursive: true })).toEqual(['/app/a', '/app/b', '/app/deep/c']);
  const page = await call<Page>('ssm', 'GetParametersByPath', { Path: '/app', Recursive: true, MaxResults: 2 });
  expect(page.Parameters).toHaveLength(2);
  expect(await names({ Path: '/app', Recursive: true, MaxResults: 2, NextToken: page.NextToken })).toEqual([
    '/app/deep/c',
  ]);
});

test.each([
  [{ Name: 'a/b' }, 'ValidationException'],
  [{ Name: '/aws/x' }, 'AccessDeniedException'],
  [{ Name: 'ssm-x' }, 'ValidationException'],
  [{ Name: `/${'a/'.repeat(15)}a` }, 'HierarchyLevelLimitExceededException'],
  [{ Value: 'x'.repeat(4097) }, 'ValidationException'],
  [{ AllowedPattern: '^\\d+$' }, 'ParameterPatternMismatchException'],
  [{ Type: 'Number' }, 'UnsupportedParameterType'],
])('refuses %j', async (input, code) => {
  const { call } = cloudOf(ssm);
  const put = call('ssm', 'PutParameter', { Name: 'a', Value: 'x', Type: 'String', ...input });
  await expect(put).rejects.toMatchObject({ code });
});

test("AWS's public image parameters are there, the same for everybody in a region", async () => {
  const { call } = cloudOf(ssm);
  const Name = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';
  type Answer = { Parameter: { Value: string } };
  const image = async (account: string, region: string) =>
    (await call<Answer>('ssm', 'GetParameter', { Name }, { account, region })).Parameter.Value;
  const here = await image('111122223333', 'eu-west-1');
  expect(here).toMatch(/^ami-[\da-f]{17}$/);
  expect(await image('222233334444', 'eu-west-1')).toBe(here);
  expect(await image('111122223333', 'us-east-1')).not.toBe(here);
});

test.each([
  '/aws/service/ami-windows-latest/Windows_Server-2022-English-Full-Base',
  '/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id',
  '/aws/service/debian/release/12/latest/arm64',
  '/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id',
])('the public image parameter %s is there', async (Name) => {
  const { call } = cloudOf(ssm);
  const { Parameter } = await call<{ Parameter: { Value: string } }>('ssm', 'GetParameter', { Name });
  expect(Parameter.Value).toMatch(/^ami-[\da-f]{17}$/);
});

test('a stack makes a parameter, and refuses a secure one', async () => {
  const { kernel, call } = cloudOf(ssm);
  const context = resourceContext(kernel, parameterType);
  const properties = { Name: '/app/size', Type: 'String', Value: '1' };
  const made = await parameterType.create(properties, context);
  expect(made).toEqual({ physicalId: '/app/size', attributes: { Type: 'String', Value: '1' } });
  await expect(parameterType.create(properties, context)).rejects.toMatchObject({ code: 'ParameterAlreadyExists' });
  await parameterType.update!(made, { ...properties, Value: '2' }, properties, context);
  expect(await call('ssm', 'GetParameter', { Name: '/app/size' })).toMatchObject({ Parameter: { Value: '2' } });
  await parameterType.delete(made, properties, context);
  await expect(call('ssm', 'GetParameter', { Name: '/app/size' })).rejects.toMatchObject({ code: 'ParameterNotFound' });
  await expect(parameterType.create({ ...properties, Type: 'SecureString' }, context)).rejects.toThrow('not supported');
});
