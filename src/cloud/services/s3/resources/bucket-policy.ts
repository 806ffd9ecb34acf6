import { AwsError } from '../../../kernel/errors.ts';
import type { ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { checkBucketPolicy } from '../bucket-policy.ts';
import { findBucket, s3Store } from '../store.ts';

const BUCKET_WAIT_SECONDS_MAX = 60;
const BUCKET_LOOK_SECONDS = 5;

/** AWS::S3::BucketPolicy: a bucket has at most one; `Ref` is the bucket's name. */
export const bucketPolicyType: ResourceType = {
  typeName: 'AWS::S3::BucketPolicy',
  timing: 'model',
  async create(properties, context) {
    const name = properties.Bucket as string;
    await untilThere(name, context);
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

/**
 * A template may name its own bucket without a reference, so that both are created at once. In S3 the bucket exists
 * long before CloudFormation reports it complete; here it is created at the end of that time.
 */
async function untilThere(name: string, { kernel, signal }: ResourceContext): Promise<void> {
  for (let waited = 0; waited < BUCKET_WAIT_SECONDS_MAX; waited += BUCKET_LOOK_SECONDS) {
    if (s3Store(kernel).buckets.has(name)) return;
    await kernel.clock.sleep(BUCKET_LOOK_SECONDS, signal);
  }
}

function put(name: string, { PolicyDocument }: Record<string, unknown>, context: ResourceContext): void {
  const bucket = findBucket(context.kernel, name);
  const text = typeof PolicyDocument === 'string' ? PolicyDocument : JSON.stringify(PolicyDocument);
  checkBucketPolicy(text, bucket);
  bucket.documents.set('Policy', text);
}
