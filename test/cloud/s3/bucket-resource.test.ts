import { expect, test } from 'vitest';
import { s3 } from '../../../src/cloud/services/s3/index.ts';
import { bucketType } from '../../../src/cloud/services/s3/resources/bucket.ts';
import { bucketPolicyType } from '../../../src/cloud/services/s3/resources/bucket-policy.ts';
import { cloudOf, resourceContext } from '../iam/resource-context.ts';

const NAME = 'stack-thing-abcdef123456';

test('a stack makes a bucket with its configurations', async () => {
  const { kernel, call } = cloudOf(s3);
  const context = resourceContext(kernel, bucketType);
  const made = await bucketType.create(
    {
      VersioningConfiguration: { Status: 'Enabled' },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'k' }, BucketKeyEnabled: true },
        ],
      },
      LifecycleConfiguration: { Rules: [{ Id: 'old', Status: 'Enabled', ExpirationInDays: 30 }] },
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
      Tags: [{ Key: 'owner', Value: 'me' }],
    },
    context,
  );
  expect(made.physicalId).toBe(NAME);
  expect(made.attributes).toMatchObject({
    Arn: `arn:aws:s3:::${NAME}`,
    RegionalDomainName: `${NAME}.s3.eu-west-1.amazonaws.com`,
  });
  const read = (operation: string) => call('s3', operation, { Bucket: NAME });
  expect(await read('GetBucketVersioning')).toEqual({ Status: 'Enabled' });
  expect(await read('GetBucketEncryption')).toEqual({
    ServerSideEncryptionConfiguration: {
      Rules: [
        {
          ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'k' },
          BucketKeyEnabled: true,
        },
      ],
    },
  });
  expect(await read('GetBucketLifecycleConfiguration')).toEqual({
    Rules: [{ ID: 'old', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 30 } }],
  });
  expect(await read('GetBucketNotificationConfiguration')).toMatchObject({ EventBridgeConfiguration: {} });
  expect(await read('GetBucketTagging')).toEqual({
    TagSet: [
      { Key: 'owner', Value: 'me' },
      { Key: 'aws:cloudformation:stack-name', Value: 'stack' },
    ],
  });
  await bucketType.update!(made, {}, {}, context);
  expect(await read('GetBucketVersioning')).toEqual({ Status: 'Suspended' });
  await expect(read('GetBucketLifecycleConfiguration')).rejects.toMatchObject({ code: 'NoSuchLifecycleConfiguration' });
});

test('a stack cannot delete a bucket with something in it', async () => {
  const { kernel, call } = cloudOf(s3);
  const context = resourceContext(kernel, bucketType);
  const made = await bucketType.create({}, context);
  await call('s3', 'PutObject', { Bucket: NAME, Key: 'k', Body: new Uint8Array() });
  await expect(bucketType.delete(made, {}, context)).rejects.toMatchObject({ code: 'BucketNotEmpty' });
  await call('s3', 'DeleteObject', { Bucket: NAME, Key: 'k' });
  await bucketType.delete(made, {}, context);
  await bucketType.delete(made, {}, context);
  expect(await call('s3', 'ListBuckets', {})).toMatchObject({ Buckets: [] });
});

test('a bucket has one policy, and it goes with its resource', async () => {
  const { kernel, call } = cloudOf(s3);
  const context = resourceContext(kernel, bucketPolicyType);
  await bucketType.create({}, context);
  const Statement = [{ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: `arn:aws:s3:::${NAME}/*` }];
  const properties = { Bucket: NAME, PolicyDocument: { Version: '2012-10-17', Statement } };
  const made = await bucketPolicyType.create(properties, context);
  await expect(bucketPolicyType.create(properties, context)).rejects.toMatchObject({ code: 'AlreadyExists' });
  const { Policy } = await call<{ Policy: string }>('s3', 'GetBucketPolicy', { Bucket: NAME });
  expect(JSON.parse(Policy)).toEqual(properties.PolicyDocument);
  await bucketPolicyType.delete(made, properties, context);
  await expect(call('s3', 'GetBucketPolicy', { Bucket: NAME })).rejects.toMatchObject({ code: 'NoSuchBucketPolicy' });
});

test('a policy may be made at the same time as the bucket that it names', async () => {
  const { kernel } = cloudOf(s3);
  const Statement = [{ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: `arn:aws:s3:::${NAME}/*` }];
  const properties = { Bucket: NAME, PolicyDocument: { Version: '2012-10-17', Statement } };
  const policy = bucketPolicyType.create(properties, resourceContext(kernel, bucketPolicyType));
  await kernel.clock.drive(kernel.clock.sleep(20));
  await bucketType.create({}, resourceContext(kernel, bucketType));
  expect(await kernel.clock.drive(policy)).toEqual({ physicalId: NAME });
});

test('a policy of a bucket that never comes is refused', async () => {
  const { kernel } = cloudOf(s3);
  const made = bucketPolicyType.create({ Bucket: 'absent' }, resourceContext(kernel, bucketPolicyType));
  await expect(kernel.clock.drive(made)).rejects.toMatchObject({ code: 'NoSuchBucket' });
});
