import { expect, test } from 'vitest';
import type { CloudEvent } from '../../../src/cloud/kernel/service.ts';
import { s3 } from '../../../src/cloud/services/s3/index.ts';
import { cloudOf } from '../iam/resource-context.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text));
const Bucket = 'my-bucket';
const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' };

async function cloudWithBucket() {
  const cloud = cloudOf(s3);
  await cloud.call('s3', 'CreateBucket', { Bucket, CreateBucketConfiguration });
  const put = (Key: string, text: string, input: object = {}) =>
    cloud.call<{ VersionId?: string; ETag: string }>('s3', 'PutObject', { Bucket, Key, Body: bytes(text), ...input });
  const read = async (Key: string, input: object = {}) => {
    const { Body } = await cloud.call<{ Body: Uint8Array }>('s3', 'GetObject', { Bucket, Key, ...input });
    return Buffer.from(Body).toString();
  };
  return { ...cloud, put, read };
}

test.each(['ab', 'Has-Capitals', '-start', 'a..b', '192.168.0.1', 'xn--a', 'under_score'])(
  'the name %s is refused',
  async (name) => {
    const { call } = cloudOf(s3);
    const create = call('s3', 'CreateBucket', { Bucket: name, CreateBucketConfiguration });
    await expect(create).rejects.toMatchObject({ code: 'InvalidBucketName' });
  },
);

test('bucket names are unique in the whole world', async () => {
  const { call } = await cloudWithBucket();
  const create = (account: string) => call('s3', 'CreateBucket', { Bucket }, { account, region: 'us-east-1' });
  await expect(create('111122223333')).rejects.toMatchObject({ code: 'BucketAlreadyOwnedByYou', status: 409 });
  await expect(create('222233334444')).rejects.toMatchObject({ code: 'BucketAlreadyExists', status: 409 });
  const other = { account: '222233334444', region: 'eu-west-1' };
  expect(await call('s3', 'ListBuckets', {})).toMatchObject({ Buckets: [{ Name: Bucket, BucketRegion: 'eu-west-1' }] });
  expect(await call('s3', 'ListBuckets', {}, other)).toMatchObject({ Buckets: [] });
});

test('an object comes back with what was said about it', async () => {
  const { call, put, read } = await cloudWithBucket();
  const described = { ContentType: 'text/plain', Metadata: { author: 'me' } };
  expect(await put('a/b', 'hello world', described)).toMatchObject({ ETag: '"5eb63bbbe01eeed093cb22bb8f5acdc3"' });
  expect(await read('a/b')).toBe('hello world');
  expect(await call('s3', 'HeadObject', { Bucket, Key: 'a/b' })).toMatchObject({ ContentLength: 11, ...described });
  expect(await call('s3', 'GetObject', { Bucket, Key: 'a/b', Range: 'bytes=-5' })).toMatchObject({
    Body: bytes('world'),
    ContentRange: 'bytes 6-10/11',
  });
  const behind = call('s3', 'GetObject', { Bucket, Key: 'a/b', Range: 'bytes=11-' });
  await expect(behind).rejects.toMatchObject({ code: 'InvalidRange', status: 416 });
  await expect(read('none')).rejects.toMatchObject({ code: 'NoSuchKey', status: 404 });
});

test('conditions keep writers from overwriting each other', async () => {
  const { put, read } = await cloudWithBucket();
  const { ETag } = await put('lock', 'one', { IfNoneMatch: '*' });
  await expect(put('lock', 'two', { IfNoneMatch: '*' })).rejects.toMatchObject({
    code: 'PreconditionFailed',
    status: 412,
  });
  await put('lock', 'two', { IfMatch: ETag });
  await expect(put('lock', 'three', { IfMatch: ETag })).rejects.toMatchObject({ code: 'PreconditionFailed' });
  expect(await read('lock')).toBe('two');
});

test('a listing folds keys at the delimiter and goes on where it stopped', async () => {
  const { call, put } = await cloudWithBucket();
  for (const key of ['a', 'b/1', 'b/2', 'c', 'd/1']) await put(key, 'x');
  type Page = { Contents: { Key: string }[]; CommonPrefixes: { Prefix: string }[]; NextContinuationToken?: string };
  const names: string[][] = [];
  let token: string | undefined;
  do {
    const input = { Bucket, Delimiter: '/', MaxKeys: 2, ...(token && { ContinuationToken: token }) };
    const page = await call<Page>('s3', 'ListObjectsV2', input);
    names.push([...page.Contents.map(({ Key }) => Key), ...page.CommonPrefixes.map(({ Prefix }) => Prefix)]);
    token = page.NextContinuationToken;
  } while (token !== undefined);
  expect(names).toEqual([
    ['a', 'b/'],
    ['c', 'd/'],
  ]);
});

test('a versioned bucket keeps what was deleted behind a marker', async () => {
  const { call, put, read } = await cloudWithBucket();
  await call('s3', 'PutBucketVersioning', { Bucket, VersioningConfiguration: { Status: 'Enabled' } });
  const first = await put('k', 'one');
  await put('k', 'two');
  const removed = await call<{ VersionId: string }>('s3', 'DeleteObject', { Bucket, Key: 'k' });
  expect(removed).toMatchObject({ DeleteMarker: true });
  await expect(read('k')).rejects.toMatchObject({ code: 'NoSuchKey' });
  expect(await read('k', { VersionId: first.VersionId })).toBe('one');
  expect(await call('s3', 'ListObjectVersions', { Bucket })).toMatchObject({
    Versions: [{ IsLatest: false }, { IsLatest: false, VersionId: first.VersionId }],
    DeleteMarkers: [{ Key: 'k', IsLatest: true }],
  });
  await call('s3', 'DeleteObject', { Bucket, Key: 'k', VersionId: removed.VersionId });
  expect(await read('k')).toBe('two');
});

test('a bucket goes only when it is empty, of old versions too', async () => {
  const { call, put } = await cloudWithBucket();
  await call('s3', 'PutBucketVersioning', { Bucket, VersioningConfiguration: { Status: 'Enabled' } });
  const { VersionId } = await put('k', 'x');
  const { VersionId: marker } = await call<{ VersionId: string }>('s3', 'DeleteObject', { Bucket, Key: 'k' });
  await expect(call('s3', 'DeleteBucket', { Bucket })).rejects.toMatchObject({
    code: 'BucketNotEmpty',
    status: 409,
    message: 'The bucket you tried to delete is not empty. You must delete all versions in the bucket.',
  });
  const Objects = [VersionId, marker].map((id) => ({ Key: 'k', VersionId: id }));
  await call('s3', 'DeleteObjects', { Bucket, Delete: { Objects } });
  await call('s3', 'DeleteBucket', { Bucket });
  await expect(call('s3', 'HeadBucket', { Bucket })).rejects.toMatchObject({ code: 'NotFound', status: 404 });
});

test('parts become one object, in order and big enough', async () => {
  const { call, read } = await cloudWithBucket();
  const begin = async () =>
    (await call<{ UploadId: string }>('s3', 'CreateMultipartUpload', { Bucket, Key: 'big' })).UploadId;
  const UploadId = await begin();
  const part = async (PartNumber: number, Body: Uint8Array) => {
    const { ETag } = await call<{ ETag: string }>('s3', 'UploadPart', {
      Bucket,
      Key: 'big',
      UploadId,
      PartNumber,
      Body,
    });
    return { PartNumber, ETag };
  };
  const first = await part(1, new Uint8Array(5 * 1024 * 1024).fill(97));
  const second = await part(2, bytes('tail'));
  const complete = (Parts: object[]) =>
    call('s3', 'CompleteMultipartUpload', { Bucket, Key: 'big', UploadId, MultipartUpload: { Parts } });
  await expect(complete([second, first])).rejects.toMatchObject({ code: 'InvalidPartOrder' });
  await expect(complete([first, { PartNumber: 3, ETag: 'x' }])).rejects.toMatchObject({ code: 'InvalidPart' });
  expect(await complete([first, second])).toMatchObject({ ETag: expect.stringMatching(/^"[\da-f]{32}-2"$/) });
  expect(await read('big', { Range: 'bytes=5242878-' })).toBe('aatail');
  await expect(complete([first])).rejects.toMatchObject({ code: 'NoSuchUpload', status: 404 });
});

test('a copy takes the object along with what was said about it', async () => {
  const { call, put, read } = await cloudWithBucket();
  await put('from here', 'x', { Metadata: { a: '1' }, Tagging: 'k=v' });
  await call('s3', 'CopyObject', { Bucket, Key: 'to', CopySource: `${Bucket}/from%20here` });
  expect(await read('to')).toBe('x');
  expect(await call('s3', 'HeadObject', { Bucket, Key: 'to' })).toMatchObject({ Metadata: { a: '1' } });
  expect(await call('s3', 'GetObjectTagging', { Bucket, Key: 'to' })).toEqual({ TagSet: [{ Key: 'k', Value: 'v' }] });
  const onItself = call('s3', 'CopyObject', { Bucket, Key: 'to', CopySource: `${Bucket}/to` });
  await expect(onItself).rejects.toMatchObject({ code: 'InvalidRequest' });
});

test('documents about a bucket come back as they were put, and each says in its own way that it is not there', async () => {
  const { call } = await cloudWithBucket();
  await expect(call('s3', 'GetBucketTagging', { Bucket })).rejects.toMatchObject({ code: 'NoSuchTagSet', status: 404 });
  await expect(call('s3', 'GetBucketPolicy', { Bucket })).rejects.toMatchObject({ code: 'NoSuchBucketPolicy' });
  expect(await call('s3', 'GetPublicAccessBlock', { Bucket })).toMatchObject({
    PublicAccessBlockConfiguration: { BlockPublicAcls: true },
  });
  await call('s3', 'PutBucketTagging', { Bucket, Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } });
  expect(await call('s3', 'GetBucketTagging', { Bucket })).toEqual({ TagSet: [{ Key: 'a', Value: 'b' }] });
  await call('s3', 'DeleteBucketTagging', { Bucket });
  await expect(call('s3', 'GetBucketTagging', { Bucket })).rejects.toMatchObject({ code: 'NoSuchTagSet' });
});

test.each([
  ['{', 'Policies must be valid JSON'],
  [policy({ Resource: 'arn:aws:s3:::other/*' }), 'Policy has invalid resource'],
  [policy({ Action: 'sqs:SendMessage' }), 'Policy has invalid action'],
  [policy({ Principal: undefined }), 'Missing required field Principal'],
])('the bucket policy %s is malformed', async (Policy, message) => {
  const { call } = await cloudWithBucket();
  await expect(call('s3', 'PutBucketPolicy', { Bucket, Policy })).rejects.toMatchObject({
    code: 'MalformedPolicy',
    message: expect.stringContaining(message),
  });
});

test('EventBridge hears of objects when the bucket asks for it', async () => {
  const { call, kernel, put } = await cloudWithBucket();
  const heard: CloudEvent[] = [];
  kernel.onPublish((event) => void heard.push(event));
  await put('silent', 'x');
  const NotificationConfiguration = { EventBridgeConfiguration: {} };
  await call('s3', 'PutBucketNotificationConfiguration', { Bucket, NotificationConfiguration });
  await put('loud', 'x');
  await call('s3', 'DeleteObject', { Bucket, Key: 'loud' });
  expect(heard.map(({ detailType, detail }) => [detailType, (detail.object as { key: string }).key])).toEqual([
    ['Object Created', 'loud'],
    ['Object Deleted', 'loud'],
  ]);
});

function policy(members: object): string {
  const statement = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::my-bucket/*' };
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ ...statement, ...members }] });
}
