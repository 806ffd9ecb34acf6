import type { DeleteObjectRequest, DeleteObjectsRequest } from '@aws-sdk/client-s3';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { announce } from './events.ts';
import { addVersion, type Bucket, findBucket, newVersionId, type ObjectVersion } from './store.ts';

const KEYS_MAX = 1000;

export function deleteObject(input: DeleteObjectRequest, call: Call) {
  const bucket = findBucket(call.kernel, input.Bucket);
  return removeObject(bucket, call, input.Key!, input.VersionId);
}

export function deleteObjects(input: DeleteObjectsRequest, call: Call) {
  const bucket = findBucket(call.kernel, input.Bucket);
  const objects = input.Delete?.Objects ?? [];
  if (objects.length === 0 || objects.length > KEYS_MAX) {
    const message = 'The XML you provided was not well-formed or did not validate against our published schema';
    throw new AwsError('MalformedXML', message);
  }
  const Deleted = objects.map(({ Key, VersionId }) => {
    const { DeleteMarker, VersionId: removed } = removeObject(bucket, call, Key!, VersionId);
    const marker = DeleteMarker ? { DeleteMarker, DeleteMarkerVersionId: removed } : {};
    return { Key, ...(VersionId === undefined ? {} : { VersionId }), ...marker };
  });
  return input.Delete?.Quiet ? {} : { Deleted };
}

interface Removal {
  readonly DeleteMarker?: boolean;
  readonly VersionId?: string;
}

/** Deletes one version permanently; without a version id, a versioned bucket gets a delete marker. Never fails. */
function removeObject(bucket: Bucket, call: Call, key: string, versionId: string | undefined): Removal {
  const versions = bucket.objects.get(key) ?? [];
  if (versionId !== undefined) {
    const version = versions.find((candidate) => candidate.versionId === versionId);
    keep(
      bucket,
      key,
      versions.filter((candidate) => candidate !== version),
    );
    return { VersionId: versionId, ...(version?.isDeleteMarker ? { DeleteMarker: true } : {}) };
  }
  const latest = versions.at(-1);
  if (bucket.versioning === undefined) {
    keep(bucket, key, []);
    if (latest !== undefined) announce(call, bucket, latest, 'DeleteObject');
    return {};
  }
  const marker: ObjectVersion = {
    key,
    versionId: newVersionId(bucket, call.kernel),
    isDeleteMarker: true,
    body: new Uint8Array(),
    etag: '',
    modifiedAtMs: call.kernel.clock.now(),
    properties: {},
    tags: [],
  };
  addVersion(bucket, marker);
  announce(call, bucket, marker, 'DeleteObject');
  return { DeleteMarker: true, VersionId: marker.versionId };
}

function keep(bucket: Bucket, key: string, versions: ObjectVersion[]): void {
  if (versions.length === 0) bucket.objects.delete(key);
  else bucket.objects.set(key, versions);
}
