import { AwsError } from '../../kernel/errors.ts';
import type { Kernel } from '../../kernel/service.ts';

/** One version of an object; a delete marker is a version without bytes. */
export interface ObjectVersion {
  readonly key: string;
  /** `null` in buckets that were never versioned. */
  readonly versionId: string;
  readonly isDeleteMarker: boolean;
  readonly body: Uint8Array;
  /** With its quotes. */
  readonly etag: string;
  readonly modifiedAtMs: number;
  /** Values returned as headers: content type, cache control, checksums, user metadata, ... */
  readonly properties: Readonly<Record<string, unknown>>;
  tags: readonly { readonly Key: string; readonly Value: string }[];
}

export interface Upload {
  readonly id: string;
  readonly key: string;
  readonly startedAtMs: number;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly tagging: string | undefined;
  readonly parts: Map<number, { readonly body: Uint8Array; readonly etag: string; readonly modifiedAtMs: number }>;
}

export interface Bucket {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly createdAtMs: number;
  versioning: 'Enabled' | 'Suspended' | undefined;
  /** Versions of each key, the latest last. */
  readonly objects: Map<string, ObjectVersion[]>;
  readonly uploads: Map<string, Upload>;
  /** Configurations by their name in the API: `Policy`, `Tagging`, `LifecycleConfiguration`, ... */
  readonly documents: Map<string, unknown>;
}

/** All buckets of all accounts and regions: bucket names are global. */
export class S3Store {
  readonly buckets = new Map<string, Bucket>();
}

export function s3Store(kernel: Kernel): S3Store {
  return kernel.store('s3', { account: 'aws', region: 'aws-global' }, () => new S3Store());
}

export function findBucket(kernel: Kernel, name: string | undefined): Bucket {
  const bucket = s3Store(kernel).buckets.get(name ?? '');
  if (bucket === undefined) {
    throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: name });
  }
  return bucket;
}

/** The latest version of a key, or the requested one. Throws S3's errors for keys and versions that do not exist. */
export function findObject(bucket: Bucket, key: string, versionId?: string): ObjectVersion {
  const versions = bucket.objects.get(key) ?? [];
  if (versionId === undefined) {
    const latest = versions.at(-1);
    if (latest === undefined || latest.isDeleteMarker) {
      throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key: key });
    }
    return latest;
  }
  const version = versions.find((candidate) => candidate.versionId === versionId);
  if (version === undefined) {
    const members = { Key: key, VersionId: versionId };
    throw new AwsError('NoSuchVersion', 'The specified version does not exist.', 404, members);
  }
  if (version.isDeleteMarker) {
    throw new AwsError('MethodNotAllowed', 'The specified method is not allowed against this resource.', 405);
  }
  return version;
}

/** Adds a version as a key's latest; without versioning it replaces the others. */
export function addVersion(bucket: Bucket, version: ObjectVersion): void {
  const before = bucket.objects.get(version.key) ?? [];
  const kept = before.filter(({ versionId }) => versionId !== version.versionId);
  bucket.objects.set(version.key, [...kept, version]);
}

export function newVersionId(bucket: Bucket, kernel: Kernel): string {
  return bucket.versioning === 'Enabled' ? kernel.random.hex(32) : 'null';
}

/** The version id in answers: absent for a bucket that was never versioned. */
export function versionIdMember(bucket: Bucket, versionId: string): { VersionId?: string } {
  return bucket.versioning === undefined ? {} : { VersionId: versionId };
}

export function ownerOf(account: string): { ID: string; DisplayName: string } {
  return { ID: Buffer.from(account.padEnd(32, '0')).toString('hex'), DisplayName: `account-${account}` };
}
