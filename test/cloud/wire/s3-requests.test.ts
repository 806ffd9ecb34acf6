import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import * as s3 from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { createKernel } from '../../../src/cloud/kernel/kernel.ts';
import { unchunk } from '../../../src/cloud/wire/chunked-body.ts';
import { serveWire } from '../../../src/cloud/wire/server.ts';
import { fakeCloud } from './fake-cloud.ts';

const OPERATIONS = ['PutObject', 'CopyObject', 'UploadPart', 'UploadPartCopy', 'PutObjectTagging', 'ListObjects']
  .concat(['ListObjectsV2', 'ListBuckets', 'ListMultipartUploads', 'GetObject', 'ListParts', 'CreateBucket'])
  .concat(['PutBucketPolicy', 'ListDirectoryBuckets']);

test.each([
  ['PUT', '/bucket/key', {}, 'PutObject'],
  ['PUT', '/bucket/key', { 'x-amz-copy-source': 'a/b' }, 'CopyObject'],
  ['PUT', '/bucket/key?partNumber=1&uploadId=u', {}, 'UploadPart'],
  ['PUT', '/bucket/key?partNumber=1&uploadId=u', { 'x-amz-copy-source': 'a/b' }, 'UploadPartCopy'],
  ['PUT', '/bucket/key?tagging', {}, 'PutObjectTagging'],
  ['PUT', '/bucket', {}, 'CreateBucket'],
  ['PUT', '/bucket/?policy=', {}, 'PutBucketPolicy'],
  ['GET', '/', {}, 'ListBuckets'],
  ['GET', '/bucket/', {}, 'ListObjects'],
  ['GET', '/bucket?list-type=2&prefix=a', {}, 'ListObjectsV2'],
  ['GET', '/bucket?uploads', {}, 'ListMultipartUploads'],
  ['GET', '/bucket/a/b/../c?uploadId=u', {}, 'ListParts'],
  ['GET', '/bucket/key?x-id=GetObject', {}, 'GetObject'],
])('%s %s %j is %s', async (method, path, headers, operation) => {
  let called = '';
  const recording = (name: string) => () => {
    called = name;
  };
  const operations = Object.fromEntries(OPERATIONS.map((name) => [name, recording(name)]));
  const { kernel } = await fakeCloud('s3', s3, operations);
  const body = Buffer.from(operation === 'PutObjectTagging' ? '<Tagging><TagSet/></Tagging>' : '');
  const answer = await kernel.network.fetch({ method, url: `http://127.0.0.1:4566${path}`, headers, body });
  expect([answer.status, called]).toEqual([200, operation]);
});

test('keys keep their slashes, dots, spaces and other letters', async () => {
  const { config, calls } = await fakeCloud('s3', s3, { PutObject: () => ({}) });
  const client = new s3.S3Client(config);
  for (const Key of ['folder/', 'a/../b', 'a b+c&d=é', '%41']) {
    await client.send(new s3.PutObjectCommand({ Bucket: 'bucket', Key, Body: 'x' }));
    expect(calls.at(-1)!.input).toMatchObject({ Bucket: 'bucket', Key });
  }
});

test('the bucket may stand in the host name', async () => {
  const { kernel, calls } = await fakeCloud('s3', s3, { GetObject: () => ({ Body: 'hello' }) });
  const answer = await kernel.network.fetch({
    method: 'GET',
    url: 'http://127.0.0.1:4566/a/key',
    headers: { host: 'my.bucket.s3.eu-west-1.amazonaws.com' },
    body: new Uint8Array(),
  });
  expect(Buffer.from(answer.body).toString()).toBe('hello');
  expect(calls[0]!.input).toMatchObject({ Bucket: 'my.bucket', Key: 'a/key' });
});

test('an object sent as a stream over HTTP arrives without its chunks, with the checksum of its trailer', async () => {
  let got: Record<string, unknown> = {};
  const operations = {
    PutObject(input: Record<string, unknown>) {
      got = input;
    },
  };
  const kernel = createKernel({}, [{ signingName: 's3', schemas: s3, operations }], []);
  try {
    const endpoint = await serveWire(kernel, 0);
    const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
    const client = new s3.S3Client({ endpoint, region: 'eu-west-1', credentials });
    const Body = Readable.from([Buffer.from('hello '), Buffer.from('world')]);
    await client.send(new s3.PutObjectCommand({ Bucket: 'bucket', Key: 'key', Body, ContentLength: 11 }));
    client.destroy();
  } finally {
    await kernel.stop();
  }
  expect(Buffer.from(got.Body as Uint8Array).toString()).toBe('hello world');
  expect(got.ChecksumCRC32).toBe('DUoRhQ==');
});

test('a chunk that was cut off is refused', () => {
  expect(() => unchunk(Buffer.from('5\r\nhel'))).toThrow('a chunk of 5 bytes was cut off');
});

test('a taken port makes way to the next free one', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as { port: number };
  const kernel = createKernel({}, [], []);
  const endpoint = await serveWire(kernel, port);
  expect(Number(new URL(endpoint).port)).toBeGreaterThan(port);
  await kernel.stop();
  await new Promise((resolve) => taken.close(resolve));
});
