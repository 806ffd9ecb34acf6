import { AwsError } from '../../kernel/errors.ts';
import { isObject } from '../../kernel/json-object.ts';
import type { Bucket } from './store.ts';

/** Checks a bucket policy as S3 does when storing it: JSON, statements with principals, resources of this bucket. */
export function checkBucketPolicy(text: string, bucket: Bucket): void {
  const policy = parse(text);
  const statements = [policy.Statement].flat();
  if (statements.length === 0 || !statements.every(isObject)) throw malformed('Missing required field Statement');
  for (const statement of statements as Record<string, unknown>[]) {
    const { Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource } = statement;
    if (Effect !== 'Allow' && Effect !== 'Deny') throw malformed(`Invalid effect: ${String(Effect)}`);
    if (Principal === undefined && NotPrincipal === undefined) throw malformed('Missing required field Principal');
    if (Action === undefined && NotAction === undefined) throw malformed('Missing required field Action');
    if (Resource === undefined && NotResource === undefined) throw malformed('Missing required field Resource');
    const resources = [Resource ?? NotResource].flat() as unknown[];
    if (!resources.every((resource) => isOfBucket(resource, bucket))) throw malformed('Policy has invalid resource');
    const actions = [Action ?? NotAction].flat() as unknown[];
    if (!actions.every((action) => action === '*' || /^s3:/i.test(String(action)))) {
      throw malformed('Policy has invalid action');
    }
  }
}

function isOfBucket(resource: unknown, bucket: Bucket): boolean {
  const [, name] = /^arn:aws[\w-]*:s3:::([^/]+)/.exec(String(resource)) ?? [];
  if (name === undefined) return resource === '*';
  const pattern = name
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${pattern}$`).test(bucket.name);
}

function parse(text: string): Record<string, unknown> {
  try {
    const policy: unknown = JSON.parse(text);
    if (isObject(policy)) return policy;
  } catch {
    throw malformed("Policies must be valid JSON and the first byte must be '{'");
  }
  throw malformed("Policies must be valid JSON and the first byte must be '{'");
}

function malformed(message: string): AwsError {
  return new AwsError('MalformedPolicy', message);
}
