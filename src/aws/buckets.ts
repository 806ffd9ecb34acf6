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
/** As many as `DeleteObjects` takes. */
const keysMax = 1000;
const uploadsMax = 100;

/**
 * Deletes all versions, delete markers and unfinished uploads of a bucket, some thousand at a call. False while there is
 * more. One that is not there is empty.
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

/** The first page of what is left. Delete markers are versions too. */
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
  const message = `${error.Key} in bucket ${Bucket} could not be deleted: ${error.Message}`;
  throw Object.assign(new Error(message), { name: error.Code ?? 'Error' });
}

/** False while there are more. One that was completed or aborted meanwhile is no error. */
async function abortUploads(client: S3Client, Bucket: string): Promise<boolean> {
  const page = await client.send(new ListMultipartUploadsCommand({ Bucket, MaxUploads: uploadsMax }));
  for (const { Key, UploadId } of page.Uploads ?? []) {
    const aborted = client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
    await unlessAws(['NoSuchUpload'], aborted, undefined);
  }
  return page.IsTruncated !== true;
}
