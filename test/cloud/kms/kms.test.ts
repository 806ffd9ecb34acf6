import { expect, test } from 'vitest';
import { kms } from '../../../src/cloud/services/kms/index.ts';
import { aliasType } from '../../../src/cloud/services/kms/resources/alias.ts';
import { keyType } from '../../../src/cloud/services/kms/resources/key.ts';
import { cloudOf, resourceContext } from '../iam/resource-context.ts';

const DAY_SECONDS = 86_400;
const bytes = (text: string) => new Uint8Array(Buffer.from(text));

async function cloudWithKey() {
  const cloud = cloudOf(kms);
  const { KeyMetadata } = await cloud.call<{ KeyMetadata: { KeyId: string; Arn: string } }>('kms', 'CreateKey', {});
  await cloud.call('kms', 'CreateAlias', { AliasName: 'alias/data', TargetKeyId: KeyMetadata.KeyId });
  return { ...cloud, KeyId: KeyMetadata.KeyId, arn: KeyMetadata.Arn };
}

type Sealed = { CiphertextBlob: Uint8Array };

test('what was encrypted is decrypted again, by id, ARN or alias, in the same context only', async () => {
  const { call, KeyId, arn } = await cloudWithKey();
  const EncryptionContext = { app: 'a', stage: 'b' };
  for (const key of [KeyId, arn, 'alias/data', 'arn:aws:kms:eu-west-1:111122223333:alias/data']) {
    const input = { KeyId: key, Plaintext: bytes('hello'), EncryptionContext };
    const { CiphertextBlob } = await call<Sealed>('kms', 'Encrypt', input);
    expect(Buffer.from(CiphertextBlob).includes('hello')).toBe(false);
    const context = { EncryptionContext: { stage: 'b', app: 'a' } };
    expect(await call('kms', 'Decrypt', { CiphertextBlob, ...context })).toMatchObject({
      KeyId: arn,
      Plaintext: bytes('hello'),
    });
    await expect(call('kms', 'Decrypt', { CiphertextBlob })).rejects.toMatchObject({
      code: 'InvalidCiphertextException',
    });
  }
  const garbage = call('kms', 'Decrypt', { CiphertextBlob: bytes('garbage') });
  await expect(garbage).rejects.toMatchObject({ code: 'InvalidCiphertextException' });
});

test('a data key comes open and sealed', async () => {
  const { call, KeyId } = await cloudWithKey();
  const key = await call<Sealed & { Plaintext: Uint8Array }>('kms', 'GenerateDataKey', { KeyId, KeySpec: 'AES_256' });
  expect(key.Plaintext).toHaveLength(32);
  const opened = await call('kms', 'Decrypt', { CiphertextBlob: key.CiphertextBlob });
  expect(opened).toMatchObject({ Plaintext: key.Plaintext });
});

test('a key waits for its deletion, serves nobody meanwhile, and then is gone', async () => {
  const { call, kernel, KeyId, arn } = await cloudWithKey();
  await call('kms', 'ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 });
  const use = call('kms', 'Encrypt', { KeyId, Plaintext: bytes('x') });
  await expect(use).rejects.toMatchObject({ code: 'KMSInvalidStateException', message: `${arn} is pending deletion.` });
  expect(await call('kms', 'DescribeKey', { KeyId })).toMatchObject({ KeyMetadata: { KeyState: 'PendingDeletion' } });
  await call('kms', 'CancelKeyDeletion', { KeyId });
  expect(await call('kms', 'DescribeKey', { KeyId })).toMatchObject({ KeyMetadata: { KeyState: 'Disabled' } });
  await call('kms', 'ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 });
  await kernel.clock.drive(kernel.clock.sleep(7 * DAY_SECONDS + 1));
  await expect(call('kms', 'DescribeKey', { KeyId })).rejects.toMatchObject({
    code: 'NotFoundException',
    message: `Key '${arn}' does not exist`,
  });
});

test.each([6, 31])('a window of %d days is refused', async (PendingWindowInDays) => {
  const { call, KeyId } = await cloudWithKey();
  const schedule = call('kms', 'ScheduleKeyDeletion', { KeyId, PendingWindowInDays });
  await expect(schedule).rejects.toMatchObject({ code: 'ValidationException' });
});

test('a disabled key serves nobody', async () => {
  const { call, KeyId, arn } = await cloudWithKey();
  await call('kms', 'DisableKey', { KeyId });
  const use = call('kms', 'Encrypt', { KeyId, Plaintext: bytes('x') });
  await expect(use).rejects.toMatchObject({ code: 'DisabledException', message: `${arn} is disabled.` });
});

test("the keys of AWS's services are there at first use, their aliases cannot be made", async () => {
  const { call } = cloudOf(kms);
  const described = await call('kms', 'DescribeKey', { KeyId: 'alias/aws/s3' });
  expect(described).toMatchObject({ KeyMetadata: { KeyManager: 'AWS' } });
  const create = call('kms', 'CreateAlias', { AliasName: 'alias/aws/mine', TargetKeyId: 'x' });
  await expect(create).rejects.toMatchObject({ code: 'NotAuthorizedException' });
  const unknown = call('kms', 'DescribeKey', { KeyId: 'alias/none' });
  await expect(unknown).rejects.toMatchObject({
    message: 'Alias arn:aws:kms:eu-west-1:111122223333:alias/none is not found.',
  });
});

test('a key of a stack is only scheduled for deletion when the stack goes', async () => {
  const { kernel, call } = cloudOf(kms);
  const context = resourceContext(kernel, keyType);
  const made = await keyType.create(
    { EnableKeyRotation: true, KeyPolicy: { Statement: [{ Effect: 'Allow' }] } },
    context,
  );
  const KeyId = made.physicalId;
  expect(made.attributes).toEqual({ Arn: `arn:aws:kms:eu-west-1:111122223333:key/${KeyId}`, KeyId });
  expect(await call('kms', 'GetKeyRotationStatus', { KeyId })).toMatchObject({ KeyRotationEnabled: true });
  const alias = await aliasType.create({ AliasName: 'alias/app', TargetKeyId: KeyId }, context);
  expect(alias.physicalId).toBe('alias/app');
  await aliasType.delete(alias, {}, context);
  await keyType.delete(made, { PendingWindowInDays: 7 }, context);
  const described = await call('kms', 'DescribeKey', { KeyId });
  expect(described).toMatchObject({ KeyMetadata: { KeyState: 'PendingDeletion' } });
});
