import * as schemas from '@aws-sdk/client-s3';
import type { ResourceType, Service } from '../../kernel/service.ts';
import {
  bucketDocumentOperations,
  getBucketAcl,
  getBucketPolicyStatus,
  getBucketVersioning,
  putBucketVersioning,
} from './bucket-documents.ts';
import * as buckets from './buckets.ts';
import { deleteObject, deleteObjects } from './delete-object.ts';
import { listObjects, listObjectsV2, listObjectVersions } from './list-objects.ts';
import * as multipart from './multipart-upload.ts';
import * as reads from './read-object.ts';
import { bucketType } from './resources/bucket.ts';
import { bucketPolicyType } from './resources/bucket-policy.ts';
import { copyObject, putObject } from './write-object.ts';

export const s3: Service = {
  signingName: 's3',
  schemas,
  operations: {
    CreateBucket: buckets.createBucket,
    HeadBucket: buckets.headBucket,
    DeleteBucket: buckets.deleteBucket,
    ListBuckets: buckets.listBuckets,
    GetBucketLocation: buckets.getBucketLocation,
    ...bucketDocumentOperations,
    GetBucketAcl: getBucketAcl,
    GetBucketPolicyStatus: getBucketPolicyStatus,
    GetBucketVersioning: getBucketVersioning,
    PutBucketVersioning: putBucketVersioning,
    PutObject: putObject,
    CopyObject: copyObject,
    GetObject: reads.getObject,
    HeadObject: reads.headObject,
    GetObjectTagging: reads.getObjectTagging,
    PutObjectTagging: reads.putObjectTagging,
    DeleteObjectTagging: reads.deleteObjectTagging,
    DeleteObject: deleteObject,
    DeleteObjects: deleteObjects,
    ListObjects: listObjects,
    ListObjectsV2: listObjectsV2,
    ListObjectVersions: listObjectVersions,
    CreateMultipartUpload: multipart.createMultipartUpload,
    UploadPart: multipart.uploadPart,
    UploadPartCopy: multipart.uploadPartCopy,
    CompleteMultipartUpload: multipart.completeMultipartUpload,
    AbortMultipartUpload: multipart.abortMultipartUpload,
    ListParts: multipart.listParts,
    ListMultipartUploads: multipart.listMultipartUploads,
  },
};

export const s3ResourceTypes: readonly ResourceType[] = [bucketType, bucketPolicyType];
