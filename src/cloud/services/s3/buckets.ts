import type { CreateBucketRequest, ListBucketsRequest } from '@aws-sdk/client-s3';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { type Bucket, findBucket, ownerOf, s3Store } from './store.ts';

const PAGE_SIZE_DEFAULT = 10_000;

export function createBucket(input: CreateBucketRequest, call: Call) {
  const name = input.Bucket!;
  checkBucketName(name);
  const region = input.CreateBucketConfiguration?.LocationConstraint ?? call.region;
  checkLocation(input.CreateBucketConfiguration?.LocationConstraint, call.region);
  const { buckets } = s3Store(call.kernel);
  const existing = buckets.get(name);
  if (existing !== undefined) throw taken(existing, call);
  const bucket: Bucket = {
    name,
    account: call.account,
    region,
    createdAtMs: call.kernel.clock.now(),
    versioning: input.ObjectLockEnabledForBucket ? 'Enabled' : undefined,
    objects: new Map(),
    uploads: new Map(),
    documents: newBucketDocuments(input.ObjectOwnership ?? 'BucketOwnerEnforced'),
  };
  buckets.set(name, bucket);
  return { Location: `/${name}`, BucketArn: `arn:aws:s3:::${name}` };
}

export function headBucket(input: { Bucket: string }, call: Call) {
  const bucket = s3Store(call.kernel).buckets.get(input.Bucket);
  if (bucket === undefined) throw new AwsError('NotFound', 'Not Found', 404);
  return { BucketRegion: bucket.region, BucketArn: `arn:aws:s3:::${bucket.name}` };
}

export function deleteBucket(input: { Bucket: string }, call: Call): void {
  const bucket = findBucket(call.kernel, input.Bucket);
  if (bucket.objects.size > 0) {
    const advice = bucket.versioning === undefined ? '' : '. You must delete all versions in the bucket.';
    const message = `The bucket you tried to delete is not empty${advice}`;
    throw new AwsError('BucketNotEmpty', message, 409, { BucketName: bucket.name });
  }
  s3Store(call.kernel).buckets.delete(bucket.name);
}

/** The caller's buckets of all regions, in order of name. */
export function listBuckets(input: ListBucketsRequest, call: Call) {
  const after = input.ContinuationToken ?? '';
  const all = [...s3Store(call.kernel).buckets.values()]
    .filter(({ account }) => account === call.account)
    .filter(({ region }) => input.BucketRegion === undefined || region === input.BucketRegion)
    .filter(({ name }) => name.startsWith(input.Prefix ?? '') && name > after)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const page = all.slice(0, input.MaxBuckets ?? PAGE_SIZE_DEFAULT);
  return {
    Buckets: page.map(({ name, createdAtMs, region }) => ({
      Name: name,
      CreationDate: new Date(createdAtMs),
      BucketRegion: region,
    })),
    Owner: ownerOf(call.account),
    ...(page.length < all.length ? { ContinuationToken: page.at(-1)!.name } : {}),
    ...(input.Prefix === undefined ? {} : { Prefix: input.Prefix }),
  };
}

/** An empty location means us-east-1. */
export function getBucketLocation(input: { Bucket: string }, call: Call) {
  const { region } = findBucket(call.kernel, input.Bucket);
  return region === 'us-east-1' ? {} : { LocationConstraint: region };
}

/** Since April 2023 new buckets block public access, disable ACLs and encrypt by default. */
function newBucketDocuments(ownership: string): Map<string, unknown> {
  return new Map<string, unknown>([
    ['OwnershipControls', { Rules: [{ ObjectOwnership: ownership }] }],
    [
      'PublicAccessBlockConfiguration',
      { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true },
    ],
  ]);
}

function checkBucketName(name: string): void {
  const isGood =
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !name.includes('..') &&
    !/^\d+\.\d+\.\d+\.\d+$/.test(name) &&
    !/^(xn--|sthree-|amzn-s3-demo-)/.test(name) &&
    !/(-s3alias|--ol-s3|\.mrap|--x-s3)$/.test(name);
  if (!isGood) {
    throw new AwsError('InvalidBucketName', 'The specified bucket is not valid.', 400, { BucketName: name });
  }
}

function checkLocation(constraint: string | undefined, region: string): void {
  if (constraint === undefined && region !== 'us-east-1') {
    const message =
      'The unspecified location constraint is incompatible for the region specific endpoint this request was sent to.';
    throw new AwsError('IllegalLocationConstraintException', message);
  }
  if (constraint !== undefined && region !== 'us-east-1' && constraint !== region) {
    const message = `The ${constraint} location constraint is incompatible for the region specific endpoint this request was sent to.`;
    throw new AwsError('IllegalLocationConstraintException', message);
  }
  if (constraint === 'us-east-1') {
    throw new AwsError('InvalidLocationConstraint', 'The specified location-constraint is not valid');
  }
}

function taken(bucket: Bucket, call: Call): AwsError {
  if (bucket.account === call.account) {
    const message = 'Your previous request to create the named bucket succeeded and you already own it.';
    return new AwsError('BucketAlreadyOwnedByYou', message, 409, { BucketName: bucket.name });
  }
  const message =
    'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.';
  return new AwsError('BucketAlreadyExists', message, 409, { BucketName: bucket.name });
}
