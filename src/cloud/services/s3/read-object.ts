import type { GetObjectRequest, HeadObjectRequest } from '@aws-sdk/client-s3';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { checkReadConditions } from './conditions.ts';
import { findBucket, findObject, type ObjectVersion, versionIdMember } from './store.ts';

/** Query parameters that override headers stored with the object. */
const OVERRIDES = [
  'CacheControl',
  'ContentDisposition',
  'ContentEncoding',
  'ContentLanguage',
  'ContentType',
  'Expires',
];

const CHECKSUMS = /^Checksum/;

export function getObject(input: GetObjectRequest, call: Call) {
  const bucket = findBucket(call.kernel, input.Bucket);
  const version = findObject(bucket, input.Key!, input.VersionId);
  checkReadConditions(version, input);
  const range = rangeOf(input.Range, version.body.byteLength);
  const Body = range === undefined ? version.body : version.body.subarray(range.start, range.end + 1);
  const described = describe(version, input, range !== undefined);
  const ranged =
    range === undefined ? {} : { ContentRange: `bytes ${range.start}-${range.end}/${version.body.byteLength}` };
  return {
    ...described,
    ...ranged,
    ...versionIdMember(bucket, version.versionId),
    ContentLength: Body.byteLength,
    Body,
  };
}

/** Like GetObject without the body; its errors have no body either. */
export function headObject(input: HeadObjectRequest, call: Call) {
  const bucket = findBucket(call.kernel, input.Bucket);
  let version: ObjectVersion;
  try {
    version = findObject(bucket, input.Key!, input.VersionId);
  } catch (error) {
    if (error instanceof AwsError && error.status === 404) throw new AwsError('NotFound', 'Not Found', 404);
    throw error;
  }
  checkReadConditions(version, input);
  return {
    ...describe(version, input, false),
    ...versionIdMember(bucket, version.versionId),
    ContentLength: version.body.byteLength,
  };
}

export function getObjectTagging(input: { Bucket: string; Key: string; VersionId?: string }, call: Call) {
  const bucket = findBucket(call.kernel, input.Bucket);
  const version = findObject(bucket, input.Key, input.VersionId);
  return { TagSet: version.tags, ...versionIdMember(bucket, version.versionId) };
}

export function putObjectTagging(
  input: { Bucket: string; Key: string; VersionId?: string; Tagging: { TagSet: { Key: string; Value: string }[] } },
  call: Call,
) {
  const bucket = findBucket(call.kernel, input.Bucket);
  const version = findObject(bucket, input.Key, input.VersionId);
  version.tags = input.Tagging.TagSet;
  return versionIdMember(bucket, version.versionId);
}

export function deleteObjectTagging(input: { Bucket: string; Key: string; VersionId?: string }, call: Call) {
  const bucket = findBucket(call.kernel, input.Bucket);
  const version = findObject(bucket, input.Key, input.VersionId);
  version.tags = [];
  return versionIdMember(bucket, version.versionId);
}

function describe(version: ObjectVersion, input: GetObjectRequest | HeadObjectRequest, isPart: boolean) {
  const wantsChecksum = input.ChecksumMode === 'ENABLED' && !isPart;
  const properties = Object.entries(version.properties).filter(([name]) => wantsChecksum || !CHECKSUMS.test(name));
  const overrides = OVERRIDES.flatMap((name) => {
    const value = ({ ...input } as Record<string, unknown>)[`Response${name}`];
    return value === undefined ? [] : [[name, value]];
  });
  return {
    AcceptRanges: 'bytes',
    ContentType: 'binary/octet-stream',
    ETag: version.etag,
    LastModified: new Date(version.modifiedAtMs),
    ...Object.fromEntries([...properties, ...overrides]),
    ...(version.tags.length === 0 ? {} : { TagCount: version.tags.length }),
  };
}

/** One range of bytes, both ends included. A range that starts after the end is refused; a malformed one is ignored. */
function rangeOf(header: string | undefined, length: number): { start: number; end: number } | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, length - Number(last)) : Number(first);
  const end = first === '' || last === '' ? length - 1 : Math.min(Number(last), length - 1);
  if (start >= length || start > end) {
    const members = { RangeRequested: header, ActualObjectSize: length };
    throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416, members);
  }
  return { start, end };
}
