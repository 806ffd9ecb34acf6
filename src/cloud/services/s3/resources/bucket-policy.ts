import { AwsError } from '../../../kernel/errors.ts';
import type { ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { checkBucketPolicy } from '../bucket-policy.ts';
import { findBucket, s3Store } from '../store.ts';

/** AWS::S3::BucketPolicy: a bucket has at most one; `Ref` is the bucket's name. */
export const bucketPolicyType: ResourceType = {
  typeName: 'AWS::S3::BucketPolicy',
  timing: 'model',
  async create(properties, context) {
    const name = properties.Bucket as string;
    if (findBucket(context.kernel, name).documents.has('Policy')) {
      throw new AwsError('AlreadyExists', `The bucket policy already exists on bucket ${name}.`);
    }
    put(name, properties, context);
    return { physicalId: name };
  },
  async update(resource, properties, _previous, context) {
    put(resource.physicalId, properties, context);
    return resource;
  },
  async delete({ physicalId }, _properties, context) {
    s3Store(context.kernel).buckets.get(physicalId)?.documents.delete('Policy');
  },
};

function put(name: string, { PolicyDocument }: Record<string, unknown>, context: ResourceContext): void {
  const bucket = findBucket(context.kernel, name);
  const text = typeof PolicyDocument === 'string' ? PolicyDocument : JSON.stringify(PolicyDocument);
  checkBucketPolicy(text, bucket);
  bucket.documents.set('Policy', text);
}
