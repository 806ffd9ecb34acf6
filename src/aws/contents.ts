import { Route53Client } from '@aws-sdk/client-route-53';
import { S3Client } from '@aws-sdk/client-s3';
import { assertNever } from '../core/assert-never.ts';
import type { Contents } from '../core/ports/index.ts';
import { deleteBucketBatch } from './buckets.ts';
import { clientFor } from './clients.ts';
import { deleteZoneBatch } from './hosted-zones.ts';

/** S3 and Route 53. */
export const contents: Contents = {
  deleteBatch(target, { type, physicalId }) {
    switch (type) {
      case 'AWS::S3::Bucket':
        return deleteBucketBatch(clientFor(S3Client, target), physicalId);
      case 'AWS::Route53::HostedZone':
        return deleteZoneBatch(clientFor(Route53Client, target), physicalId);
      default:
        return assertNever(type);
    }
  },
};
