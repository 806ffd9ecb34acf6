import {
  AbortMultipartUploadCommand,
  DeleteObjectsCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { contents } from '../../src/aws/contents.ts';
import { stubSettings } from './stubbed-settings.ts';

const s3 = mockClient(S3Client);
const target = { account: '111122223333', region: 'eu-west-1' };
const orders = { type: 'AWS::S3::Bucket', physicalId: 'orders' } as const;

stubSettings();
beforeEach(() => {
  s3.reset();
  s3.on(ListMultipartUploadsCommand).resolves({});
  s3.on(ListObjectVersionsCommand).resolves({});
  s3.on(DeleteObjectsCommand).resolves({});
});

afterAll(() => {
  s3.restore();
});

test('deletes versions and delete markers until none is left', async () => {
  s3.on(ListObjectVersionsCommand)
    .resolvesOnce({ Versions: [{ Key: 'a', VersionId: '1' }], DeleteMarkers: [{ Key: 'a', VersionId: '2' }] })
    .resolvesOnce({});
  expect(await contents.deleteBatch(target, orders)).toEqual({ deleted: 2, more: false });
  expect(s3.commandCalls(DeleteObjectsCommand)[0]?.args[0].input.Delete?.Objects).toEqual([
    { Key: 'a', VersionId: '1' },
    { Key: 'a', VersionId: '2' },
  ]);
});

test('stops after a bounded number of pages and says that there is more', async () => {
  s3.on(ListObjectVersionsCommand).resolves({ Versions: [{ Key: 'a', VersionId: '1' }] });
  expect(await contents.deleteBatch(target, orders)).toEqual({ deleted: 10, more: true });
  expect(s3.commandCalls(DeleteObjectsCommand)).toHaveLength(10);
});

test('sends S3 no more names at once than it takes', async () => {
  const Versions = Array.from({ length: 1500 }, (_, number) => ({ Key: 'a', VersionId: `${number}` }));
  s3.on(ListObjectVersionsCommand).resolvesOnce({ Versions }).resolvesOnce({});
  await contents.deleteBatch(target, orders);
  const sizes = s3.commandCalls(DeleteObjectsCommand).map(({ args }) => args[0].input.Delete?.Objects?.length);
  expect(sizes).toEqual([1000, 500]);
});

test('gives up unfinished uploads, also one that was finished meanwhile', async () => {
  s3.on(ListMultipartUploadsCommand).resolves({ Uploads: [{ Key: 'a', UploadId: 'u' }] });
  s3.on(AbortMultipartUploadCommand).rejects(failure('NoSuchUpload'));
  expect(await contents.deleteBatch(target, orders)).toEqual({ deleted: 1, more: false });
  expect(s3.commandCalls(AbortMultipartUploadCommand)[0]?.args[0].input).toMatchObject({ Key: 'a', UploadId: 'u' });
});

test('finds a bucket empty that is not there', async () => {
  s3.on(ListMultipartUploadsCommand).rejects(failure('NoSuchBucket'));
  expect(await contents.deleteBatch(target, orders)).toEqual({ deleted: 0, more: false });
});

test('names the object that S3 does not let go', async () => {
  s3.on(ListObjectVersionsCommand).resolves({ Versions: [{ Key: 'a', VersionId: '1' }] });
  s3.on(DeleteObjectsCommand).resolves({ Errors: [{ Key: 'a', Code: 'AccessDenied', Message: 'it is locked' }] });
  await expect(contents.deleteBatch(target, orders)).rejects.toMatchObject({
    name: 'AccessDenied',
    message: 'object a in bucket orders could not be deleted: it is locked',
  });
});

function failure(name: string): S3ServiceException {
  return new S3ServiceException({ name, message: name, $fault: 'client', $metadata: {} });
}
