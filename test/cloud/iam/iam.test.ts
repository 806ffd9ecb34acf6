import { expect, test } from 'vitest';
import { iam } from '../../../src/cloud/services/iam/index.ts';
import { instanceProfileType } from '../../../src/cloud/services/iam/resources/instance-profile.ts';
import { managedPolicyType } from '../../../src/cloud/services/iam/resources/managed-policy.ts';
import { policyType } from '../../../src/cloud/services/iam/resources/policy.ts';
import { roleType } from '../../../src/cloud/services/iam/resources/role.ts';
import { cloudOf, resourceContext } from './resource-context.ts';

const TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};
const READ = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] };
const role = (RoleName: string) => ({ RoleName, AssumeRolePolicyDocument: JSON.stringify(TRUST) });

test('a role comes back with its trust policy in URL encoding, in every region', async () => {
  const { call } = cloudOf(iam);
  await call('iam', 'CreateRole', role('worker'));
  const elsewhere = { account: '111122223333', region: 'us-east-1' };
  const { Role } = await call<{ Role: Record<string, string> }>('iam', 'GetRole', { RoleName: 'worker' }, elsewhere);
  expect(Role.Arn).toBe('arn:aws:iam::111122223333:role/worker');
  expect(Role.RoleId).toMatch(/^AROA[A-Z0-9]{17}$/);
  expect(JSON.parse(decodeURIComponent(Role.AssumeRolePolicyDocument!))).toEqual(TRUST);
});

test('names are unique in an account and free in another', async () => {
  const { call } = cloudOf(iam);
  await call('iam', 'CreateRole', role('worker'));
  await expect(call('iam', 'CreateRole', role('worker'))).rejects.toMatchObject({
    code: 'EntityAlreadyExists',
    status: 409,
    message: 'Role with name worker already exists.',
  });
  await call('iam', 'CreateRole', role('worker'), { account: '222233334444', region: 'eu-west-1' });
});

test.each([
  ['a name with a space', { RoleName: 'a b' }, 'The specified value for roleName is invalid.'],
  ['a name of 65 letters', { RoleName: 'a'.repeat(65) }, 'Member must have length less than or equal to 64'],
  ['a path without slashes', { RoleName: 'a', Path: 'x' }, 'The specified value for path is invalid.'],
  ['a session of a minute', { RoleName: 'a', MaxSessionDuration: 60 }, 'Member must have value greater than or equal'],
])('refuses %s', async (_title, input, message) => {
  const { call } = cloudOf(iam);
  await expect(call('iam', 'CreateRole', { ...role('x'), ...input })).rejects.toMatchObject({
    code: 'ValidationError',
    message: expect.stringContaining(message),
  });
});

test.each([
  ['no JSON', '{', 'This policy contains invalid Json'],
  ['no statement', '{"Version":"2012-10-17","Statement":[]}', 'Syntax errors in policy.'],
  ['another version', JSON.stringify({ ...READ, Version: '2020-01-01' }), 'Syntax errors in policy.'],
  ['no action', statement({ Effect: 'Allow', Resource: '*' }), 'Policy statement must contain actions.'],
  ['no resource', statement({ Effect: 'Allow', Action: 's3:*' }), 'Policy statement must contain resources.'],
  ['an action without a vendor', statement({ Effect: 'Allow', Action: 'Get', Resource: '*' }), 'prefaced by a vendor'],
  ['a resource that is no ARN', statement({ Effect: 'Allow', Action: 's3:*', Resource: 'b' }), 'must be in ARN format'],
  [
    'a principal',
    statement({ Effect: 'Allow', Action: 's3:*', Resource: '*', Principal: '*' }),
    'should not specify a principal',
  ],
])('a policy with %s is malformed', async (_title, PolicyDocument, message) => {
  const { call } = cloudOf(iam);
  await call('iam', 'CreateRole', role('worker'));
  const put = call('iam', 'PutRolePolicy', { RoleName: 'worker', PolicyName: 'p', PolicyDocument });
  await expect(put).rejects.toMatchObject({
    code: 'MalformedPolicyDocument',
    message: expect.stringContaining(message),
  });
});

test('a trust policy may only name roles that exist', async () => {
  const { call } = cloudOf(iam);
  const trusting = (name: string) => ({
    RoleName: 'spoke',
    AssumeRolePolicyDocument: statement({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::222233334444:role/${name}` },
      Action: 'sts:AssumeRole',
    }),
  });
  await expect(call('iam', 'CreateRole', trusting('hub'))).rejects.toMatchObject({
    message: 'Invalid principal in policy: "AWS":"arn:aws:iam::222233334444:role/hub"',
  });
  await call('iam', 'CreateRole', role('hub'), { account: '222233334444', region: 'eu-west-1' });
  await call('iam', 'CreateRole', trusting('hub'));
});

test('a role goes only when nothing hangs on it', async () => {
  const { call } = cloudOf(iam);
  const RoleName = 'worker';
  const PolicyArn = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
  await call('iam', 'CreateRole', role(RoleName));
  await call('iam', 'AttachRolePolicy', { RoleName, PolicyArn });
  await expect(call('iam', 'DeleteRole', { RoleName })).rejects.toMatchObject({
    code: 'DeleteConflict',
    message: 'Cannot delete entity, must detach all policies first.',
  });
  await call('iam', 'DetachRolePolicy', { RoleName, PolicyArn });
  await call('iam', 'DeleteRole', { RoleName });
  await expect(call('iam', 'GetRole', { RoleName })).rejects.toMatchObject({
    code: 'NoSuchEntity',
    message: 'The role with name worker cannot be found.',
  });
});

test('roles are listed in pages by name', async () => {
  const { call } = cloudOf(iam);
  for (const name of ['c', 'a', 'b']) await call('iam', 'CreateRole', role(name));
  type Page = { Roles: { RoleName: string }[]; IsTruncated: boolean; Marker: string };
  const first = await call<Page>('iam', 'ListRoles', { MaxItems: 2 });
  expect(first).toMatchObject({ Roles: [{ RoleName: 'a' }, { RoleName: 'b' }], IsTruncated: true });
  const second = await call<Page>('iam', 'ListRoles', { MaxItems: 2, Marker: first.Marker });
  expect(second).toMatchObject({ Roles: [{ RoleName: 'c' }], IsTruncated: false });
});

test('a managed policy keeps five versions and one of them is in force', async () => {
  const { call } = cloudOf(iam);
  const document = JSON.stringify(READ);
  await call('iam', 'CreatePolicy', { PolicyName: 'read', PolicyDocument: document });
  const PolicyArn = 'arn:aws:iam::111122223333:policy/read';
  for (let made = 0; made < 4; made++) {
    await call('iam', 'CreatePolicyVersion', { PolicyArn, PolicyDocument: document, SetAsDefault: made === 3 });
  }
  expect(await call('iam', 'GetPolicy', { PolicyArn })).toMatchObject({ Policy: { DefaultVersionId: 'v5' } });
  const sixth = call('iam', 'CreatePolicyVersion', { PolicyArn, PolicyDocument: document });
  await expect(sixth).rejects.toMatchObject({ code: 'LimitExceeded' });
});

test('a stack makes, changes and deletes a role with its policies', async () => {
  const { kernel, call } = cloudOf(iam);
  const context = resourceContext(kernel, roleType);
  const properties = {
    AssumeRolePolicyDocument: TRUST,
    ManagedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
    Policies: [{ PolicyName: 'one', PolicyDocument: READ }],
  };
  const made = await roleType.create(properties, context);
  expect(made).toMatchObject({
    physicalId: 'stack-Thing-ABCDEF123456',
    attributes: { Arn: 'arn:aws:iam::111122223333:role/stack-Thing-ABCDEF123456' },
  });
  const changed = { ...properties, ManagedPolicyArns: [], Policies: [{ PolicyName: 'two', PolicyDocument: READ }] };
  await roleType.update!(made, changed, properties, context);
  const RoleName = made.physicalId;
  expect(await call('iam', 'ListRolePolicies', { RoleName })).toMatchObject({ PolicyNames: ['two'] });
  expect(await call('iam', 'ListAttachedRolePolicies', { RoleName })).toMatchObject({ AttachedPolicies: [] });
  await roleType.delete(made, changed, context);
  await roleType.delete(made, changed, context);
  expect(await call('iam', 'ListRoles', {})).toMatchObject({ Roles: [] });
});

test('a role whose policy is malformed is not left behind by its stack', async () => {
  const { kernel, call } = cloudOf(iam);
  const properties = { AssumeRolePolicyDocument: TRUST, Policies: [{ PolicyName: 'p', PolicyDocument: {} }] };
  const create = roleType.create(properties, resourceContext(kernel, roleType));
  await expect(create).rejects.toMatchObject({ code: 'MalformedPolicyDocument' });
  expect(await call('iam', 'ListRoles', {})).toMatchObject({ Roles: [] });
});

test('a role to which somebody attached a policy by hand cannot be deleted by its stack', async () => {
  const { kernel, call } = cloudOf(iam);
  const context = resourceContext(kernel, roleType);
  const made = await roleType.create({ AssumeRolePolicyDocument: TRUST }, context);
  const PolicyArn = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
  await call('iam', 'AttachRolePolicy', { RoleName: made.physicalId, PolicyArn });
  const gone = roleType.delete(made, { AssumeRolePolicyDocument: TRUST }, context);
  await expect(gone).rejects.toMatchObject({ code: 'DeleteConflict' });
});

test('a stack puts policies into roles, and instance profiles around them', async () => {
  const { kernel, call } = cloudOf(iam);
  const context = resourceContext(kernel, policyType);
  await call('iam', 'CreateRole', role('worker'));
  const inline = { PolicyName: 'inline', PolicyDocument: READ, Roles: ['worker'] };
  const policy = await policyType.create(inline, context);
  expect(await call('iam', 'ListRolePolicies', { RoleName: 'worker' })).toMatchObject({ PolicyNames: ['inline'] });
  await policyType.delete(policy, inline, context);
  expect(await call('iam', 'ListRolePolicies', { RoleName: 'worker' })).toMatchObject({ PolicyNames: [] });

  const managed = await managedPolicyType.create({ PolicyDocument: READ, Roles: ['worker'] }, context);
  expect(managed.physicalId).toBe('arn:aws:iam::111122223333:policy/stack-Thing-ABCDEF123456');
  await managedPolicyType.delete(managed, { PolicyDocument: READ, Roles: ['worker'] }, context);
  expect(await call('iam', 'ListAttachedRolePolicies', { RoleName: 'worker' })).toMatchObject({ AttachedPolicies: [] });

  const profile = await instanceProfileType.create({ Roles: ['worker'] }, context);
  expect(profile.attributes).toEqual({
    Arn: 'arn:aws:iam::111122223333:instance-profile/stack-Thing-ABCDEF123456',
  });
  await expect(call('iam', 'DeleteRole', { RoleName: 'worker' })).rejects.toMatchObject({ code: 'DeleteConflict' });
  await instanceProfileType.delete(profile, { Roles: ['worker'] }, context);
  await call('iam', 'DeleteRole', { RoleName: 'worker' });
});

function statement(members: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [members] });
}
