import type { CreatedResource, ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { createBucket, deleteBucket } from '../buckets.ts';
import { type Bucket, findBucket, s3Store } from '../store.ts';
import { documentsOf } from './bucket-configuration.ts';

const BUCKET_NAME_LENGTH_MAX = 63;

/** AWS::S3::Bucket: `Ref` is the name. Deleted only when empty. */
export const bucketType: ResourceType = {
  typeName: 'AWS::S3::Bucket',
  timing: 'model',
  async create(properties, context) {
    const name =
      (properties.BucketName as string | undefined) ?? context.physicalName(BUCKET_NAME_LENGTH_MAX).toLowerCase();
    const { region } = context;
    const location =
      region === 'us-east-1' ? {} : { CreateBucketConfiguration: { LocationConstraint: region as 'eu-west-1' } };
    createBucket({ Bucket: name, ...location }, context);
    const bucket = findBucket(context.kernel, name);
    configure(bucket, properties, context);
    return created(bucket);
  },
  async update({ physicalId }, properties, _previous, context) {
    const bucket = findBucket(context.kernel, physicalId);
    configure(bucket, properties, context);
    return created(bucket);
  },
  async delete({ physicalId }, _properties, context) {
    if (s3Store(context.kernel).buckets.has(physicalId)) deleteBucket({ Bucket: physicalId }, context);
  },
};

function configure(bucket: Bucket, properties: Record<string, unknown>, context: ResourceContext): void {
  for (const [name, document] of Object.entries(documentsOf(properties, context.tags))) {
    if (document === undefined) bucket.documents.delete(name);
    else bucket.documents.set(name, document);
  }
  const versioning = properties.VersioningConfiguration as { Status?: 'Enabled' | 'Suspended' } | undefined;
  // Versioning cannot be undone, only suspended.
  bucket.versioning = versioning?.Status ?? (bucket.versioning === undefined ? undefined : 'Suspended');
}

function created({ name, region }: Bucket): CreatedResource {
  const attributes = {
    Arn: `arn:aws:s3:::${name}`,
    DomainName: `${name}.s3.amazonaws.com`,
    RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
    DualStackDomainName: `${name}.s3.dualstack.${region}.amazonaws.com`,
    WebsiteURL: `http://${name}.s3-website-${region}.amazonaws.com`,
  };
  return { physicalId: name, attributes };
}
