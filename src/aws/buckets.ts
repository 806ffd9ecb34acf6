import {
  AbortMultipartUploadCommand,
  DeleteObjectsCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  type ObjectIdentifier,
  type S3Client,
} from '@aws-sdk/client-s3';
import { unlessAws } from './aws-error.ts';

const pagesMax = 5;
/** The maximum of `DeleteObjects`. */
const keysMax = 1000;
const uploadsMax = 100;

/**
 * Deletes versions, delete markers and incomplete multipart uploads of a bucket, some thousand per call. Answers false while some
 * remain. A missing bucket counts as empty.
 */
export function emptyBucket(client: S3Client, bucket: string): Promise<boolean> {
  return unlessAws(['NoSuchBucket'], emptied(client, bucket), true);
}

async function emptied(client: S3Client, bucket: string): Promise<boolean> {
  if (!(await abortUploads(client, bucket))) return false;
  for (let pages = 0; pages < pagesMax; pages++) {
    const found = await versionsOf(client, bucket);
    if (found.length === 0) return true;
    for (let first = 0; first < found.length; first += keysMax) {
      await deleteVersions(client, bucket, found.slice(first, first + keysMax));
    }
  }
  return false;
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

/** Answers false while some remain. Ignores uploads that were completed or aborted in the meantime. */
async function abortUploads(client: S3Client, Bucket: string): Promise<boolean> {
  const page = await client.send(new ListMultipartUploadsCommand({ Bucket, MaxUploads: uploadsMax }));
  for (const { Key, UploadId } of page.Uploads ?? []) {
    const aborted = client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
    await unlessAws(['NoSuchUpload'], aborted, undefined);
  }
  return page.IsTruncated !== true;
}
