import type {
  AbortMultipartUploadRequest,
  CompleteMultipartUploadRequest,
  ListMultipartUploadsRequest,
  ListPartsRequest,
  UploadPartCopyRequest,
} from '@aws-sdk/client-s3';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { announce } from './events.ts';
import { type Bucket, findBucket, findObject, ownerOf, type Upload, versionIdMember } from './store.ts';
import { checkKey, keptProperties, md5, store } from './write-object.ts';

const PART_BYTES_MIN = 5 * 1024 * 1024;
const PART_NUMBER_MAX = 10_000;

export function createMultipartUpload(input: Record<string, unknown>, call: Call) {
  const bucket = findBucket(call.kernel, input.Bucket as string);
  const key = input.Key as string;
  checkKey(key);
  const upload: Upload = {
    id: call.kernel.random.upper(64),
    key,
    startedAtMs: call.kernel.clock.now(),
    properties: keptProperties(input, bucket),
    tagging: input.Tagging as string | undefined,
    parts: new Map(),
  };
  bucket.uploads.set(upload.id, upload);
  return { Bucket: bucket.name, Key: key, UploadId: upload.id };
}

export function uploadPart(
  input: { Bucket: string; Key: string; UploadId: string; PartNumber: number; Body?: Uint8Array },
  call: Call,
) {
  const upload = findUpload(findBucket(call.kernel, input.Bucket), input.UploadId);
  return { ETag: addPart(upload, input.PartNumber, input.Body ?? new Uint8Array(), call) };
}

export function uploadPartCopy(input: UploadPartCopyRequest, call: Call) {
  const upload = findUpload(findBucket(call.kernel, input.Bucket), input.UploadId!);
  const [, bucketName, key] = /^\/?([^/]+)\/([^?]+)/.exec(decodeURIComponent(input.CopySource!)) ?? [];
  const { body } = findObject(findBucket(call.kernel, bucketName), key ?? '');
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(input.CopySourceRange ?? '') ?? [];
  const bytes = first === undefined ? body : body.subarray(Number(first), Number(last) + 1);
  const ETag = addPart(upload, input.PartNumber!, bytes, call);
  return { CopyPartResult: { ETag, LastModified: new Date(call.kernel.clock.now()) } };
}

/** Joins the named parts into one object; the ETag is the digest of their digests. */
export function completeMultipartUpload(input: CompleteMultipartUploadRequest, call: Call) {
  const bucket = findBucket(call.kernel, input.Bucket);
  const upload = findUpload(bucket, input.UploadId!);
  const named = input.MultipartUpload?.Parts ?? [];
  if (named.length === 0)
    throw new AwsError(
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
    );
  const numbers = named.map(({ PartNumber }) => PartNumber!);
  if (numbers.some((number, index) => index > 0 && number <= numbers[index - 1]!)) {
    throw new AwsError(
      'InvalidPartOrder',
      'The list of parts was not in ascending order. The parts list must be specified in order by part number.',
    );
  }
  const parts = named.map(({ PartNumber, ETag }) => {
    const part = upload.parts.get(PartNumber!);
    if (part === undefined || part.etag.replace(/"/g, '') !== ETag?.replace(/"/g, '')) {
      const message =
        "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.";
      throw new AwsError('InvalidPart', message);
    }
    return part;
  });
  if (parts.slice(0, -1).some(({ body }) => body.byteLength < PART_BYTES_MIN)) {
    throw new AwsError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size');
  }
  const digests = Buffer.concat(parts.map(({ etag }) => Buffer.from(etag.replace(/"/g, ''), 'hex')));
  const version = store(bucket, call, {
    key: upload.key,
    body: new Uint8Array(Buffer.concat(parts.map(({ body }) => body))),
    properties: upload.properties,
    tagging: upload.tagging,
    etag: `"${md5(digests)}-${parts.length}"`,
  });
  bucket.uploads.delete(upload.id);
  announce(call, bucket, version, 'CompleteMultipartUpload');
  const Location = `https://${bucket.name}.s3.${bucket.region}.amazonaws.com/${upload.key}`;
  return {
    Bucket: bucket.name,
    Key: upload.key,
    ETag: version.etag,
    Location,
    ...versionIdMember(bucket, version.versionId),
  };
}

export function abortMultipartUpload(input: AbortMultipartUploadRequest, call: Call): void {
  const bucket = findBucket(call.kernel, input.Bucket);
  bucket.uploads.delete(findUpload(bucket, input.UploadId!).id);
}

export function listParts(input: ListPartsRequest, call: Call) {
  const bucket = findBucket(call.kernel, input.Bucket);
  const upload = findUpload(bucket, input.UploadId!);
  const Parts = [...upload.parts]
    .toSorted(([a], [b]) => a - b)
    .map(([PartNumber, { body, etag, modifiedAtMs }]) => ({
      PartNumber,
      ETag: etag,
      Size: body.byteLength,
      LastModified: new Date(modifiedAtMs),
    }));
  return {
    Bucket: bucket.name,
    Key: upload.key,
    UploadId: upload.id,
    IsTruncated: false,
    Owner: ownerOf(bucket.account),
    Parts,
  };
}

export function listMultipartUploads(input: ListMultipartUploadsRequest, call: Call) {
  const bucket = findBucket(call.kernel, input.Bucket);
  const uploads = [...bucket.uploads.values()].filter(({ key }) => key.startsWith(input.Prefix ?? ''));
  return {
    Bucket: bucket.name,
    IsTruncated: false,
    Uploads: uploads.map(({ id, key, startedAtMs }) => ({ UploadId: id, Key: key, Initiated: new Date(startedAtMs) })),
  };
}

function findUpload(bucket: Bucket, id: string): Upload {
  const upload = bucket.uploads.get(id);
  if (upload === undefined) {
    const message =
      'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.';
    throw new AwsError('NoSuchUpload', message, 404, { UploadId: id });
  }
  return upload;
}

function addPart(upload: Upload, number: number, body: Uint8Array, call: Call): string {
  if (!(number >= 1 && number <= PART_NUMBER_MAX)) {
    const message = `Part number must be an integer between 1 and ${PART_NUMBER_MAX}, inclusive`;
    throw new AwsError('InvalidArgument', message, 400, { ArgumentName: 'partNumber', ArgumentValue: number });
  }
  const etag = `"${md5(body)}"`;
  upload.parts.set(number, { body, etag, modifiedAtMs: call.kernel.clock.now() });
  return etag;
}
