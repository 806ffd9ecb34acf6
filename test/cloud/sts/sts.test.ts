import { expect, test } from 'vitest';
import { callersOf } from '../../../src/cloud/kernel/callers.ts';
import { iam } from '../../../src/cloud/services/iam/index.ts';
import { sts } from '../../../src/cloud/services/sts/index.ts';
import { isTrusted } from '../../../src/cloud/services/sts/trust.ts';
import { cloudOf } from '../iam/resource-context.ts';

const SPOKE = { account: '222233334444', region: 'eu-west-1' };
const ROLE_ARN = 'arn:aws:iam::222233334444:role/spoke';

async function cloudWithSpoke(principal: string) {
  const cloud = cloudOf(iam, sts);
  const statement = { Effect: 'Allow', Principal: { AWS: principal }, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await cloud.call('iam', 'CreateRole', { RoleName: 'spoke', AssumeRolePolicyDocument }, SPOKE);
  return cloud;
}

test("a role of another account gives credentials that are that account's", async () => {
  const { call, kernel } = await cloudWithSpoke('arn:aws:iam::111122223333:root');
  type Answer = { Credentials: { AccessKeyId: string; Expiration: Date }; AssumedRoleUser: Record<string, string> };
  const answer = await call<Answer>('sts', 'AssumeRole', { RoleArn: ROLE_ARN, RoleSessionName: 'deploy' });
  expect(answer.AssumedRoleUser).toEqual({
    Arn: 'arn:aws:sts::222233334444:assumed-role/spoke/deploy',
    AssumedRoleId: expect.stringMatching(/^AROA[A-Z0-9]{17}:deploy$/),
  });
  expect(answer.Credentials.Expiration).toEqual(new Date('2026-01-05T10:00:00.000Z'));
  expect(callersOf(kernel).get(answer.Credentials.AccessKeyId)).toEqual({
    account: '222233334444',
    principalArn: 'arn:aws:sts::222233334444:assumed-role/spoke/deploy',
    expiresAtMs: Date.parse('2026-01-05T10:00:00.000Z'),
  });
});

test('a role that does not trust the caller, and one that is not there, are denied alike', async () => {
  const { call } = await cloudWithSpoke('999900001111');
  for (const RoleArn of [ROLE_ARN, 'arn:aws:iam::222233334444:role/other']) {
    await expect(call('sts', 'AssumeRole', { RoleArn, RoleSessionName: 'deploy' })).rejects.toMatchObject({
      code: 'AccessDenied',
      status: 403,
      message: `User: arn:aws:iam::111122223333:root is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`,
    });
  }
});

test.each([
  [{ RoleSessionName: 'x' }, "Value 'x' at 'roleSessionName'"],
  [{ DurationSeconds: 60 }, "Value '60' at 'durationSeconds'"],
  [{ DurationSeconds: 7200 }, 'exceeds the MaxSessionDuration set for this role'],
])('refuses %j', async (input, message) => {
  const { call } = await cloudWithSpoke('111122223333');
  const assume = call('sts', 'AssumeRole', { RoleArn: ROLE_ARN, RoleSessionName: 'deploy', ...input });
  await expect(assume).rejects.toMatchObject({ code: 'ValidationError', message: expect.stringContaining(message) });
});

test('a session counts as its role, and conditions must hold', () => {
  const caller = {
    account: '111122223333',
    principalArn: 'arn:aws:sts::111122223333:assumed-role/hub/session',
  };
  const policy = (Condition?: object) => ({
    Statement: {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111122223333:role/hub' },
      Action: 'sts:*',
      ...(Condition && { Condition }),
    },
  });
  expect(isTrusted(policy(), caller, undefined)).toBe(true);
  expect(isTrusted(policy(), { ...caller, principalArn: 'arn:aws:iam::111122223333:role/other' }, undefined)).toBe(
    false,
  );
  const withId = policy({ StringEquals: { 'sts:ExternalId': 'secret' } });
  expect([isTrusted(withId, caller, 'secret'), isTrusted(withId, caller, 'guess')]).toEqual([true, false]);
  const byArn = policy({ StringLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/h?b' } });
  expect(isTrusted(byArn, caller, undefined)).toBe(true);
  expect(isTrusted(policy({ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }), caller, undefined)).toBe(false);
});

test('tells who calls', async () => {
  const { call } = cloudOf(sts);
  expect(await call('sts', 'GetCallerIdentity', {})).toEqual({
    Account: '111122223333',
    Arn: 'arn:aws:iam::111122223333:root',
    UserId: '111122223333',
  });
});
