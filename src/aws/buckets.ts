import {
  AbortMultipartUploadCommand,
  DeleteObjectsCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  type ObjectIdentifier,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { DeletedBatch } from '../core/ports/index.ts';
import { unlessAws } from './aws-error.ts';

/** With those of `keysMax`: what one call of a function has time for, with room to spare. */
const pagesMax = 10;
/** The maximum of `DeleteObjects`. */
const keysMax = 1000;
const uploadsMax = 100;

/** Deletes versions, delete markers and incomplete multipart uploads of a bucket. A missing bucket counts as empty. */
export function deleteBucketBatch(client: S3Client, bucket: string): Promise<DeletedBatch> {
  return unlessAws(['NoSuchBucket'], deleteBatch(client, bucket), { deleted: 0, more: false });
}

async function deleteBatch(client: S3Client, bucket: string): Promise<DeletedBatch> {
  const uploads = await abortUploads(client, bucket);
  if (uploads.more) return uploads;
  let { deleted } = uploads;
  for (let pages = 0; pages < pagesMax; pages++) {
    const versions = await versionsOf(client, bucket);
    if (versions.length === 0) return { deleted, more: false };
    for (let first = 0; first < versions.length; first += keysMax) {
      await deleteVersions(client, bucket, versions.slice(first, first + keysMax));
    }
    deleted += versions.length;
  }
  return { deleted, more: true };
}

/** The first page of remaining versions. Delete markers count as versions. */
async function versionsOf(client: S3Client, Bucket: string): Promise<readonly ObjectIdentifier[]> {
  const { Versions = [], DeleteMarkers = [] } = await client.send(
    new ListObjectVersionsCommand({ Bucket, MaxKeys: keysMax }),
  );
  return [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
}

async function deleteVersions(client: S3Client, Bucket: string, versions: readonly ObjectIdentifier[]): Promise<void> {
  const Delete = { Objects: [...versions], Quiet: true };
  const { Errors = [] } = await client.send(new DeleteObjectsCommand({ Bucket, Delete }));
  const [error] = Errors;
  if (!error) return;
  const message = `object ${error.Key} in bucket ${Bucket} could not be deleted: ${error.Message}`;
  throw Object.assign(new Error(message), { name: error.Code ?? 'Error' });
}

/** Ignores uploads that were completed or aborted in the meantime. */
async function abortUploads(client: S3Client, Bucket: string): Promise<DeletedBatch> {
  const page = await client.send(new ListMultipartUploadsCommand({ Bucket, MaxUploads: uploadsMax }));
  const uploads = page.Uploads ?? [];
  for (const { Key, UploadId } of uploads) {
    const aborted = client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
    await unlessAws(['NoSuchUpload'], aborted, undefined);
  }
  return { deleted: uploads.length, more: page.IsTruncated === true };
}
