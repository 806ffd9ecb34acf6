import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DescribeParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { secrets } from '../../src/aws/secrets.ts';
import { secretsManager } from '../../src/cloud/services/secrets-manager/index.ts';
import { ssm } from '../../src/cloud/services/ssm/index.ts';
import { cloudOf } from '../cloud/iam/resource-context.ts';
import { stubSettings } from './stubbed-settings.ts';

const target = { account: '111122223333', region: 'eu-west-1' };
const secretArn = (name: string) => `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${name}`;
const parameterArn = (name: string) => `arn:aws:ssm:eu-west-1:111122223333:parameter/${name}`;
const manager = mockClient(SecretsManagerClient);
const store = mockClient(SSMClient);

stubSettings();
beforeEach(() => {
  manager.reset();
  store.reset();
});

afterAll(() => {
  manager.restore();
  store.restore();
});

function named(name: string): Error {
  return Object.assign(new Error(name), { name });
}

/** The calls are answered by the embedded cloud. */
function answeredByCloud(): ReturnType<typeof cloudOf>['call'] {
  const { call } = cloudOf(secretsManager, ssm);
  const answer = async <T>(...[service, operation, input]: Parameters<typeof call>): Promise<T> => {
    try {
      return (await call(service, operation, input)) as T;
    } catch (error) {
      throw named((error as { code: string }).code);
    }
  };
  manager.on(DescribeSecretCommand).callsFake((input) => answer('secretsmanager', 'DescribeSecret', input));
  store.on(DescribeParametersCommand).callsFake((input) => answer('ssm', 'DescribeParameters', input));
  return call;
}

test('a secret exists until its deletion is scheduled', async () => {
  const call = answeredByCloud();
  const { ARN } = await call<{ ARN: string }>('secretsmanager', 'CreateSecret', { Name: 'db', SecretString: 'x' });
  expect(await secrets.missing(target, [ARN, secretArn('misspelt-AbCdEf')])).toEqual([
    { arn: secretArn('misspelt-AbCdEf'), reason: 'does not exist' },
  ]);
  await call('secretsmanager', 'DeleteSecret', { SecretId: ARN });
  expect(await secrets.missing(target, [ARN])).toEqual([{ arn: ARN, reason: 'is scheduled for deletion' }]);
});

test('a parameter exists whether or not its name begins with a slash', async () => {
  const call = answeredByCloud();
  for (const Name of ['plain', '/slashed', '/shop/key']) {
    await call('ssm', 'PutParameter', { Name, Value: 'x', Type: 'String' });
  }
  const arns = ['plain', 'slashed', 'shop/key', 'shop/other'].map(parameterArn);
  expect(await secrets.missing(target, arns)).toEqual([{ arn: parameterArn('shop/other'), reason: 'does not exist' }]);
});

test('every page of a listing counts, and a hundred parameters are asked for in lists that AWS takes', async () => {
  const arns = Array.from({ length: 100 }, (_, n) => parameterArn(`shop/${n}`));
  store.on(DescribeParametersCommand).callsFake(({ ParameterFilters, NextToken }) => {
    const names: string[] = ParameterFilters[0].Values;
    expect(names.length).toBeLessThanOrEqual(50);
    return NextToken ? { Parameters: names.map((Name) => ({ Name })) } : { Parameters: [], NextToken: 'more' };
  });
  expect(await secrets.missing(target, arns)).toEqual([]);
});

test('what AWS refuses to say is not missing; other failures are repeated', async () => {
  manager.on(DescribeSecretCommand).rejects(named('AccessDeniedException'));
  store.on(DescribeParametersCommand).rejects(named('AccessDeniedException'));
  expect(await secrets.missing(target, [secretArn('a'), parameterArn('b')])).toEqual([]);
  store.on(DescribeParametersCommand).rejects(named('ThrottlingException'));
  await expect(secrets.missing(target, [parameterArn('b')])).rejects.toMatchObject({ name: 'ThrottlingException' });
});
