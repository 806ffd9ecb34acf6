import { expect, test } from 'vitest';
import { secretsManager } from '../../../src/cloud/services/secrets-manager/index.ts';
import { secretType } from '../../../src/cloud/services/secrets-manager/resources/secret.ts';
import { secretTargetAttachmentType } from '../../../src/cloud/services/secrets-manager/resources/secret-target-attachment.ts';
import { cloudOf, resourceContext } from '../iam/resource-context.ts';

const SERVICE = 'secretsmanager';
const DAY_SECONDS = 86_400;

async function cloudWithSecret() {
  const cloud = cloudOf(secretsManager);
  const { ARN } = await cloud.call<{ ARN: string }>(SERVICE, 'CreateSecret', {
    Name: 'db/password',
    SecretString: 'one',
  });
  return { ...cloud, ARN };
}

test('a new value becomes the current one, the old one the previous', async () => {
  const { call, ARN } = await cloudWithSecret();
  expect(ARN).toMatch(/^arn:aws:secretsmanager:eu-west-1:111122223333:secret:db\/password-[A-Za-z0-9]{6}$/);
  await call(SERVICE, 'PutSecretValue', { SecretId: ARN, SecretString: 'two' });
  await call(SERVICE, 'PutSecretValue', { SecretId: ARN, SecretString: 'three' });
  const read = (input: object) =>
    call<{ SecretString: string }>(SERVICE, 'GetSecretValue', { SecretId: 'db/password', ...input });
  expect(await read({})).toMatchObject({ SecretString: 'three', VersionStages: ['AWSCURRENT'] });
  expect(await read({ VersionStage: 'AWSPREVIOUS' })).toMatchObject({ SecretString: 'two' });
  expect(await call(SERVICE, 'ListSecretVersionIds', { SecretId: ARN })).toMatchObject({
    Versions: [{ VersionStages: ['AWSPREVIOUS'] }, { VersionStages: ['AWSCURRENT'] }],
  });
});

test('the same token with the same value changes nothing, with another value it is refused', async () => {
  const { call, ARN } = await cloudWithSecret();
  const ClientRequestToken = 'a'.repeat(32);
  const put = (SecretString: string) =>
    call(SERVICE, 'PutSecretValue', { SecretId: ARN, SecretString, ClientRequestToken });
  expect(await put('two')).toEqual(await put('two'));
  await expect(put('three')).rejects.toMatchObject({ code: 'ResourceExistsException' });
});

test('a stage moves to another version only when its holder is named', async () => {
  const { call, ARN } = await cloudWithSecret();
  const { VersionId } = await call<{ VersionId: string }>(SERVICE, 'PutSecretValue', {
    SecretId: ARN,
    SecretString: 'two',
    VersionStages: ['AWSPENDING'],
  });
  const { VersionId: current } = await call<{ VersionId: string }>(SERVICE, 'GetSecretValue', { SecretId: ARN });
  const move = { SecretId: ARN, VersionStage: 'AWSCURRENT', MoveToVersionId: VersionId };
  const unnamed = call(SERVICE, 'UpdateSecretVersionStage', move);
  await expect(unnamed).rejects.toMatchObject({ code: 'InvalidParameterException' });
  await call(SERVICE, 'UpdateSecretVersionStage', { ...move, RemoveFromVersionId: current });
  expect(await call(SERVICE, 'GetSecretValue', { SecretId: ARN })).toMatchObject({ SecretString: 'two' });
});

test('a deleted secret can be had back for thirty days, and keeps its name taken', async () => {
  const { call, kernel, ARN } = await cloudWithSecret();
  await call(SERVICE, 'DeleteSecret', { SecretId: ARN });
  await expect(call(SERVICE, 'GetSecretValue', { SecretId: ARN })).rejects.toMatchObject({
    code: 'InvalidRequestException',
  });
  const again = { Name: 'db/password', SecretString: 'x' };
  await expect(call(SERVICE, 'CreateSecret', again)).rejects.toMatchObject({ code: 'InvalidRequestException' });
  await call(SERVICE, 'RestoreSecret', { SecretId: ARN });
  expect(await call(SERVICE, 'GetSecretValue', { SecretId: ARN })).toMatchObject({ SecretString: 'one' });
  await call(SERVICE, 'DeleteSecret', { SecretId: ARN });
  await kernel.clock.drive(kernel.clock.sleep(30 * DAY_SECONDS + 1));
  await call(SERVICE, 'CreateSecret', again);
});

test('a secret that is not there is not found', async () => {
  const { call } = cloudOf(secretsManager);
  await expect(call(SERVICE, 'DescribeSecret', { SecretId: 'none' })).rejects.toMatchObject({
    code: 'ResourceNotFoundException',
    message: "Secrets Manager can't find the specified secret.",
  });
});

test('a random password has every kind of character and none that is excluded', async () => {
  const { call } = cloudOf(secretsManager);
  const wish = { PasswordLength: 12, ExcludeCharacters: '"@/\\', RequireEachIncludedType: true };
  for (let round = 0; round < 50; round++) {
    const { RandomPassword } = await call<{ RandomPassword: string }>(SERVICE, 'GetRandomPassword', wish);
    expect(RandomPassword).toHaveLength(12);
    for (const kind of [/[a-z]/, /[A-Z]/, /\d/, /[^\w]|_/]) expect(RandomPassword).toMatch(kind);
    expect(RandomPassword).not.toMatch(/["@/\\]/);
  }
});

test('a stack generates a password into a template, and deletes the secret for good', async () => {
  const { kernel, call } = cloudOf(secretsManager);
  const context = resourceContext(kernel, secretType);
  const GenerateSecretString = {
    SecretStringTemplate: '{"username":"admin"}',
    GenerateStringKey: 'password',
    PasswordLength: 20,
    ExcludePunctuation: true,
  };
  const made = await secretType.create({ GenerateSecretString }, context);
  expect(made.physicalId).toMatch(/:secret:stack-Thing-ABCDEF123456-\w{6}$/);
  const read = async () => {
    const answer = await call<{ SecretString: string }>(SERVICE, 'GetSecretValue', { SecretId: made.physicalId });
    return JSON.parse(answer.SecretString);
  };
  const before = await read();
  expect(before).toEqual({ username: 'admin', password: expect.stringMatching(/^[A-Za-z0-9]{20}$/) });
  await secretType.update!(made, { GenerateSecretString, Description: 'd' }, { GenerateSecretString }, context);
  expect(await read()).toEqual(before);
  await secretType.delete(made, {}, context);
  await secretType.delete(made, {}, context);
  expect(await call(SERVICE, 'ListSecrets', { IncludePlannedDeletion: true })).toEqual({ SecretList: [] });
});

test('an attachment writes the address of its database into the secret', async () => {
  const database = { Engine: 'mysql', DBInstanceIdentifier: 'db', Endpoint: { Address: 'db.example', Port: 3306 } };
  const rds = {
    signingName: 'rds',
    schemas: {},
    operations: { DescribeDBInstances: () => ({ DBInstances: [database] }) },
  };
  const { kernel, call } = cloudOf(secretsManager, rds);
  const context = resourceContext(kernel, secretTargetAttachmentType);
  const { physicalId } = await secretType.create({ SecretString: '{"password":"p"}' }, context);
  const properties = { SecretId: physicalId, TargetId: 'db', TargetType: 'AWS::RDS::DBInstance' };
  const attachment = await secretTargetAttachmentType.create(properties, context);
  const read = async () =>
    JSON.parse(
      (await call<{ SecretString: string }>(SERVICE, 'GetSecretValue', { SecretId: physicalId })).SecretString,
    );
  expect(await read()).toEqual({
    password: 'p',
    engine: 'mysql',
    host: 'db.example',
    port: 3306,
    dbInstanceIdentifier: 'db',
  });
  await secretTargetAttachmentType.delete(attachment, properties, context);
  expect(await read()).toEqual({ password: 'p' });
});
