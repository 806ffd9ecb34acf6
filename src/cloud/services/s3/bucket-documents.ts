import { AwsError } from '../../kernel/errors.ts';
import type { Call, Operation } from '../../kernel/service.ts';
import { checkBucketPolicy } from './bucket-policy.ts';
import { type Bucket, findBucket, ownerOf } from './store.ts';

type Members = Record<string, unknown>;

interface Document {
  /** Operations are named after it: `PutBucketTagging`, `GetBucketTagging`, `DeleteBucketTagging`. */
  readonly operation: string;
  /** The input member that holds it. */
  readonly member: string;
  /** The form of the answer: the document as a member, or its members at the top level. */
  readonly answer: 'whole' | 'members';
  readonly absent: () => Members | AwsError;
  readonly check?: (document: unknown, bucket: Bucket) => void;
}

const missing = (code: string, message: string) => () => new AwsError(code, message, 404);

const DOCUMENTS: readonly Document[] = [
  {
    operation: 'BucketPolicy',
    member: 'Policy',
    answer: 'whole',
    absent: missing('NoSuchBucketPolicy', 'The bucket policy does not exist'),
    check: (document, bucket) => checkBucketPolicy(String(document), bucket),
  },
  {
    operation: 'BucketEncryption',
    member: 'ServerSideEncryptionConfiguration',
    answer: 'whole',
    absent: () => ({
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }],
      },
    }),
  },
  {
    operation: 'BucketTagging',
    member: 'Tagging',
    answer: 'members',
    absent: missing('NoSuchTagSet', 'The TagSet does not exist'),
  },
  {
    operation: 'PublicAccessBlock',
    member: 'PublicAccessBlockConfiguration',
    answer: 'whole',
    absent: missing('NoSuchPublicAccessBlockConfiguration', 'The public access block configuration was not found'),
  },
  {
    operation: 'BucketLifecycleConfiguration',
    member: 'LifecycleConfiguration',
    answer: 'members',
    absent: missing('NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist'),
  },
  {
    operation: 'BucketOwnershipControls',
    member: 'OwnershipControls',
    answer: 'whole',
    absent: missing('OwnershipControlsNotFoundError', 'The bucket ownership controls were not found'),
  },
  {
    operation: 'BucketNotificationConfiguration',
    member: 'NotificationConfiguration',
    answer: 'members',
    absent: () => ({}),
  },
  {
    operation: 'BucketCors',
    member: 'CORSConfiguration',
    answer: 'members',
    absent: missing('NoSuchCORSConfiguration', 'The CORS configuration does not exist'),
  },
  {
    operation: 'BucketWebsite',
    member: 'WebsiteConfiguration',
    answer: 'members',
    absent: missing('NoSuchWebsiteConfiguration', 'The specified bucket does not have a website configuration'),
  },
  { operation: 'BucketLogging', member: 'BucketLoggingStatus', answer: 'members', absent: () => ({}) },
  {
    operation: 'BucketAccelerateConfiguration',
    member: 'AccelerateConfiguration',
    answer: 'members',
    absent: () => ({}),
  },
  {
    operation: 'BucketRequestPayment',
    member: 'RequestPaymentConfiguration',
    answer: 'members',
    absent: () => ({ Payer: 'BucketOwner' }),
  },
  {
    operation: 'BucketReplication',
    member: 'ReplicationConfiguration',
    answer: 'whole',
    absent: missing('ReplicationConfigurationNotFoundError', 'The replication configuration was not found'),
  },
  {
    operation: 'ObjectLockConfiguration',
    member: 'ObjectLockConfiguration',
    answer: 'whole',
    absent: missing('ObjectLockConfigurationNotFoundError', 'Object Lock configuration does not exist for this bucket'),
  },
];

/** Delete operations whose names differ from those of Put and Get. */
const DELETIONS: Readonly<Record<string, string>> = { BucketLifecycleConfiguration: 'DeleteBucketLifecycle' };

/** Put, Get and Delete of every bucket configuration. */
export const bucketDocumentOperations: Readonly<Record<string, Operation>> = Object.fromEntries(
  DOCUMENTS.flatMap((document) => [
    [`Put${document.operation}`, put(document)],
    [`Get${document.operation}`, get(document)],
    [DELETIONS[document.operation] ?? `Delete${document.operation}`, remove(document)],
  ]),
);

/** New buckets have ACLs disabled, so the only grant is the owner's. */
export function getBucketAcl(input: { Bucket: string }, call: Call) {
  const { account } = findBucket(call.kernel, input.Bucket);
  const Grantee = { ...ownerOf(account), Type: 'CanonicalUser' };
  return { Owner: ownerOf(account), Grants: [{ Grantee, Permission: 'FULL_CONTROL' }] };
}

export function getBucketPolicyStatus(input: { Bucket: string }, call: Call) {
  const bucket = findBucket(call.kernel, input.Bucket);
  if (!bucket.documents.has('Policy'))
    throw new AwsError('NoSuchBucketPolicy', 'The bucket policy does not exist', 404);
  return { PolicyStatus: { IsPublic: false } };
}

export function putBucketVersioning(
  input: { Bucket: string; VersioningConfiguration: { Status?: 'Enabled' | 'Suspended' } },
  call: Call,
): void {
  const { Status } = input.VersioningConfiguration;
  if (Status !== 'Enabled' && Status !== 'Suspended') {
    throw new AwsError(
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
    );
  }
  findBucket(call.kernel, input.Bucket).versioning = Status;
}

export function getBucketVersioning(input: { Bucket: string }, call: Call) {
  const { versioning } = findBucket(call.kernel, input.Bucket);
  return versioning === undefined ? {} : { Status: versioning };
}

function put({ member, check }: Document): Operation {
  return (input: Members, call) => {
    const bucket = findBucket(call.kernel, input.Bucket as string);
    check?.(input[member], bucket);
    bucket.documents.set(member, input[member]);
  };
}

function get({ member, answer, absent }: Document): Operation {
  return (input: Members, call) => {
    const document = findBucket(call.kernel, input.Bucket as string).documents.get(member);
    if (document !== undefined) return answer === 'whole' ? { [member]: document } : document;
    const instead = absent();
    if (instead instanceof AwsError) throw instead;
    return instead;
  };
}

function remove({ member }: Document): Operation {
  return (input: Members, call) => {
    findBucket(call.kernel, input.Bucket as string).documents.delete(member);
  };
}
