import type { ListObjectsRequest, ListObjectsV2Request, ListObjectVersionsRequest } from '@aws-sdk/client-s3';
import type { Call } from '../../kernel/service.ts';
import { type Bucket, findBucket, type ObjectVersion, ownerOf } from './store.ts';

const KEYS_MAX = 1000;

interface Question {
  readonly prefix: string;
  readonly delimiter: string | undefined;
  readonly after: string;
  readonly max: number;
  /** Whether to include keys whose latest version is a delete marker. */
  readonly withDeleted: boolean;
}

interface Entry {
  readonly name: string;
  /** Absent for a common prefix. */
  readonly version?: ObjectVersion;
}

export function listObjectsV2(input: ListObjectsV2Request, call: Call) {
  const bucket = findBucket(call.kernel, input.Bucket);
  const token = input.ContinuationToken;
  const after = token === undefined ? (input.StartAfter ?? '') : Buffer.from(token, 'base64').toString();
  const { page, isTruncated } = list(bucket, questionOf(input, after));
  const owner = input.FetchOwner ? { Owner: ownerOf(bucket.account) } : {};
  const next = isTruncated ? { NextContinuationToken: Buffer.from(page.at(-1)!.name).toString('base64') } : {};
  return {
    ...echo(input, encoderOf(input)),
    ...contentsOf(page, owner, encoderOf(input)),
    KeyCount: page.length,
    IsTruncated: isTruncated,
    ...(token === undefined ? {} : { ContinuationToken: token }),
    ...(input.StartAfter === undefined ? {} : { StartAfter: input.StartAfter }),
    ...next,
  };
}

export function listObjects(input: ListObjectsRequest, call: Call) {
  const bucket = findBucket(call.kernel, input.Bucket);
  const { page, isTruncated } = list(bucket, questionOf(input, input.Marker ?? ''));
  const encode = encoderOf(input);
  return {
    ...echo(input, encode),
    Marker: encode(input.Marker ?? ''),
    ...contentsOf(page, { Owner: ownerOf(bucket.account) }, encode),
    IsTruncated: isTruncated,
    ...(isTruncated && input.Delimiter !== undefined ? { NextMarker: encode(page.at(-1)!.name) } : {}),
  };
}

/** All versions and delete markers, by key, the latest of each key first. Pages break between keys only. */
export function listObjectVersions(input: ListObjectVersionsRequest, call: Call) {
  const bucket = findBucket(call.kernel, input.Bucket);
  const question = { ...questionOf(input, input.KeyMarker ?? ''), withDeleted: true };
  const { page, isTruncated } = list(bucket, question);
  const encode = encoderOf(input);
  const Owner = ownerOf(bucket.account);
  const all = page.flatMap(({ version }) =>
    version === undefined ? [] : bucket.objects.get(version.key)!.toReversed(),
  );
  const isLatest = (version: ObjectVersion) => bucket.objects.get(version.key)?.at(-1) === version;
  const shape = (version: ObjectVersion) => ({
    Key: encode(version.key),
    VersionId: version.versionId,
    IsLatest: isLatest(version),
    LastModified: new Date(version.modifiedAtMs),
    Owner,
  });
  return {
    ...echo(input, encode),
    KeyMarker: encode(input.KeyMarker ?? ''),
    VersionIdMarker: input.VersionIdMarker ?? '',
    IsTruncated: isTruncated,
    Versions: all
      .filter(({ isDeleteMarker }) => !isDeleteMarker)
      .map((version) => ({
        ...shape(version),
        ETag: version.etag,
        Size: version.body.byteLength,
        StorageClass: 'STANDARD',
      })),
    DeleteMarkers: all.filter(({ isDeleteMarker }) => isDeleteMarker).map(shape),
    CommonPrefixes: page.filter(({ version }) => version === undefined).map(({ name }) => ({ Prefix: encode(name) })),
    ...(isTruncated ? { NextKeyMarker: encode(page.at(-1)!.name) } : {}),
  };
}

type Input = ListObjectsRequest | ListObjectsV2Request | ListObjectVersionsRequest;

function questionOf(input: Input, after: string): Question {
  const max = Math.min(input.MaxKeys ?? KEYS_MAX, KEYS_MAX);
  return { prefix: input.Prefix ?? '', delimiter: input.Delimiter || undefined, after, max, withDeleted: false };
}

/** Keys in binary order; keys that share what comes before the delimiter count once, as a common prefix. */
function list(bucket: Bucket, { prefix, delimiter, after, max, withDeleted }: Question) {
  const entries: Entry[] = [];
  let isTruncated = false;
  for (const [key, versions] of [...bucket.objects].toSorted(([a], [b]) => compareBytes(a, b))) {
    const version = versions.at(-1)!;
    if ((version.isDeleteMarker && !withDeleted) || !key.startsWith(prefix)) continue;
    const cut = delimiter === undefined ? -1 : key.indexOf(delimiter, prefix.length);
    const name = cut === -1 ? key : key.slice(0, cut + delimiter!.length);
    if (compareBytes(name, after) <= 0 || entries.at(-1)?.name === name) continue;
    if (entries.length === max) {
      isTruncated = max > 0;
      break;
    }
    entries.push(cut === -1 ? { name, version } : { name });
  }
  return { page: entries, isTruncated };
}

function contentsOf(page: readonly Entry[], owner: object, encode: (text: string) => string) {
  return {
    Contents: page.flatMap(({ version }) =>
      version === undefined
        ? []
        : [
            {
              Key: encode(version.key),
              LastModified: new Date(version.modifiedAtMs),
              ETag: version.etag,
              Size: version.body.byteLength,
              StorageClass: (version.properties.StorageClass as string | undefined) ?? 'STANDARD',
              ...owner,
            },
          ],
    ),
    CommonPrefixes: page.filter(({ version }) => version === undefined).map(({ name }) => ({ Prefix: encode(name) })),
  };
}

function echo(input: Input, encode: (text: string) => string) {
  return {
    Name: input.Bucket,
    Prefix: encode(input.Prefix ?? ''),
    MaxKeys: input.MaxKeys ?? KEYS_MAX,
    ...(input.Delimiter === undefined ? {} : { Delimiter: encode(input.Delimiter) }),
    ...(input.EncodingType === undefined ? {} : { EncodingType: input.EncodingType }),
  };
}

/** Clients request keys in URL encoding because XML cannot represent every character. */
function encoderOf({ EncodingType }: Input): (text: string) => string {
  if (EncodingType !== 'url') return (text) => text;
  return (text) => encodeURIComponent(text).replaceAll('%2F', '/').replaceAll('%20', '+');
}

function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
