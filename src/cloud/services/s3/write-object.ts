import { createHash } from 'node:crypto';
import type { CopyObjectRequest } from '@aws-sdk/client-s3';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { checkConditions } from './conditions.ts';
import { announce } from './events.ts';
import {
  addVersion,
  type Bucket,
  findBucket,
  findObject,
  newVersionId,
  type ObjectVersion,
  versionIdMember,
} from './store.ts';

const KEY_BYTES_MAX = 1024;

/** Members of a request that are stored and returned with the object. */
const KEPT = ['CacheControl', 'ContentDisposition', 'ContentEncoding', 'ContentLanguage', 'ContentType', 'Expires']
  .concat(['Metadata', 'StorageClass', 'WebsiteRedirectLocation', 'ServerSideEncryption', 'SSEKMSKeyId'])
  .concat(['ChecksumCRC32', 'ChecksumCRC32C', 'ChecksumCRC64NVME', 'ChecksumSHA1', 'ChecksumSHA256']);

type Members = Record<string, unknown>;

export function putObject(input: Members, call: Call) {
  const bucket = findBucket(call.kernel, input.Bucket as string);
  const key = input.Key as string;
  checkKey(key);
  const body = (input.Body as Uint8Array | undefined) ?? new Uint8Array();
  checkDigest(body, input.ContentMD5 as string | undefined);
  checkConditions(bucket.objects.get(key)?.at(-1), input);
  const version = store(bucket, call, {
    key,
    body,
    properties: keptProperties(input, bucket),
    tagging: input.Tagging as string,
  });
  announce(call, bucket, version, 'PutObject');
  return { ETag: version.etag, ...versionIdMember(bucket, version.versionId), ...encryptionOf(version) };
}

export function copyObject(input: CopyObjectRequest, call: Call) {
  const bucket = findBucket(call.kernel, input.Bucket);
  const [path = '', query] = input.CopySource!.split('?');
  const [, sourceBucket, sourceKey] = /^\/?([^/]+)\/(.+)$/.exec(decodeURIComponent(path)) ?? [];
  if (sourceBucket === undefined || sourceKey === undefined) {
    throw new AwsError('InvalidArgument', 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey');
  }
  const versionId = new URLSearchParams(query).get('versionId') ?? undefined;
  const source = findObject(findBucket(call.kernel, sourceBucket), sourceKey, versionId);
  const isReplaced = input.MetadataDirective === 'REPLACE';
  if (sourceBucket === input.Bucket && sourceKey === input.Key && !isReplaced && versionId === undefined) {
    const message =
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.";
    throw new AwsError('InvalidRequest', message);
  }
  const properties = isReplaced ? keptProperties({ ...input }, bucket) : source.properties;
  const version = store(bucket, call, { key: input.Key!, body: source.body, properties, tagging: input.Tagging });
  if (input.TaggingDirective !== 'REPLACE') version.tags = source.tags;
  announce(call, bucket, version, 'CopyObject');
  return {
    CopyObjectResult: { ETag: version.etag, LastModified: new Date(version.modifiedAtMs) },
    ...versionIdMember(bucket, version.versionId),
    ...(versionId === undefined ? {} : { CopySourceVersionId: versionId }),
  };
}

export interface NewObject {
  readonly key: string;
  readonly body: Uint8Array;
  readonly properties: Readonly<Members>;
  /** Tags in the form of a header, `a=1&b=2`. */
  readonly tagging: string | undefined;
  readonly etag?: string;
}

export function store(bucket: Bucket, call: Call, object: NewObject): ObjectVersion {
  const version: ObjectVersion = {
    key: object.key,
    versionId: newVersionId(bucket, call.kernel),
    isDeleteMarker: false,
    body: object.body,
    etag: object.etag ?? `"${md5(object.body)}"`,
    modifiedAtMs: call.kernel.clock.now(),
    properties: object.properties,
    tags: [...new URLSearchParams(object.tagging ?? '')].map(([Key, Value]) => ({ Key, Value })),
  };
  addVersion(bucket, version);
  return version;
}

export function keptProperties(input: Members, bucket: Bucket): Members {
  const kept = Object.fromEntries(KEPT.flatMap((name) => (input[name] === undefined ? [] : [[name, input[name]]])));
  return { ServerSideEncryption: defaultAlgorithm(bucket), ...kept };
}

export function md5(body: Uint8Array): string {
  return createHash('md5').update(body).digest('hex');
}

export function checkKey(key: string): void {
  if (Buffer.byteLength(key) > KEY_BYTES_MAX) throw new AwsError('KeyTooLongError', 'Your key is too long');
}

function checkDigest(body: Uint8Array, contentMd5: string | undefined): void {
  if (contentMd5 === undefined || contentMd5 === createHash('md5').update(body).digest('base64')) return;
  throw new AwsError('BadDigest', 'The Content-MD5 you specified did not match what we received.');
}

function defaultAlgorithm(bucket: Bucket): string {
  const configuration = bucket.documents.get('ServerSideEncryptionConfiguration') as
    | { Rules?: { ApplyServerSideEncryptionByDefault?: { SSEAlgorithm?: string } }[] }
    | undefined;
  return configuration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm ?? 'AES256';
}

function encryptionOf({ properties }: ObjectVersion): Members {
  return { ServerSideEncryption: properties.ServerSideEncryption };
}
