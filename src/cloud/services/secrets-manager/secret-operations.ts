import type {
  CreateSecretRequest,
  DeleteSecretRequest,
  Filter,
  ListSecretsRequest,
  Tag,
  UpdateSecretRequest,
} from '@aws-sdk/client-secrets-manager';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { addValue } from './secret-values.ts';
import { CURRENT, findAnySecret, findSecret, type Secret, secretStore } from './store.ts';

const DAY_MS = 86_400_000;
const RECOVERY_DAYS_DEFAULT = 30;
const PAGE_SIZE_DEFAULT = 100;

/** Members that only other AWS services set; the wire does not carry them. */
interface ManagedSecretRequest extends CreateSecretRequest {
  readonly OwningService?: string;
}

export function createSecret(input: ManagedSecretRequest, call: Call) {
  const name = input.Name!;
  checkName(name, input.OwningService);
  const { secrets } = secretStore(call.kernel, call);
  const existing = secrets.get(name);
  if (existing?.deletion !== undefined) {
    const message = "You can't create this secret because a secret with this name is already scheduled for deletion.";
    throw new AwsError('InvalidRequestException', message);
  }
  if (existing !== undefined) {
    const isRetry = input.ClientRequestToken !== undefined && existing.versions.has(input.ClientRequestToken);
    if (!isRetry) {
      throw new AwsError('ResourceExistsException', `The operation failed because the secret ${name} already exists.`);
    }
  }
  const now = call.kernel.clock.now();
  const secret: Secret = existing ?? {
    name,
    arn: `arn:aws:secretsmanager:${call.region}:${call.account}:secret:${name}-${mixedCase(call)}`,
    createdAtMs: now,
    changedAtMs: now,
    description: input.Description,
    kmsKeyId: input.KmsKeyId,
    policy: undefined,
    owningService: input.OwningService,
    tags: tagMap(input.Tags),
    versions: new Map(),
    deletion: undefined,
  };
  const hasValue = input.SecretString !== undefined || input.SecretBinary !== undefined;
  const version = hasValue ? addValue(secret, { ...input, stages: [CURRENT] }, call) : undefined;
  secrets.set(name, secret);
  return { ARN: secret.arn, Name: name, ...(version === undefined ? {} : { VersionId: version.id }) };
}

export function updateSecret(input: UpdateSecretRequest, call: Call) {
  const secret = findSecret(call, input.SecretId!);
  secret.description = input.Description ?? secret.description;
  secret.kmsKeyId = input.KmsKeyId ?? secret.kmsKeyId;
  secret.changedAtMs = call.kernel.clock.now();
  const hasValue = input.SecretString !== undefined || input.SecretBinary !== undefined;
  const version = hasValue ? addValue(secret, { ...input, stages: [CURRENT] }, call) : undefined;
  return { ARN: secret.arn, Name: secret.name, ...(version === undefined ? {} : { VersionId: version.id }) };
}

export function describeSecret(input: { SecretId: string }, call: Call) {
  const { SecretVersionsToStages: VersionIdsToStages, ...shape } = secretShape(findAnySecret(call, input.SecretId));
  return { ...shape, VersionIdsToStages };
}

export function listSecrets(input: ListSecretsRequest, call: Call) {
  const all = [...secretStore(call.kernel, call).secrets.values()]
    .filter(({ deletion }) => deletion === undefined || input.IncludePlannedDeletion)
    .filter((secret) => (input.Filters ?? []).every((filter) => passes(secret, filter)));
  const start = Number(input.NextToken ?? 0);
  const end = start + (input.MaxResults ?? PAGE_SIZE_DEFAULT);
  return {
    SecretList: all.slice(start, end).map(secretShape),
    ...(end < all.length ? { NextToken: String(end) } : {}),
  };
}

export function listSecretVersionIds(input: { SecretId: string }, call: Call) {
  const secret = findAnySecret(call, input.SecretId);
  const Versions = [...secret.versions.values()].map(({ id, stages, createdAtMs }) => ({
    VersionId: id,
    VersionStages: [...stages],
    CreatedDate: new Date(createdAtMs),
  }));
  return { ARN: secret.arn, Name: secret.name, Versions };
}

/** Marks a secret for deletion in seven to thirty days; at once only when forced. */
export function deleteSecret(input: DeleteSecretRequest, call: Call) {
  const isForced = input.ForceDeleteWithoutRecovery ?? false;
  const days = input.RecoveryWindowInDays ?? RECOVERY_DAYS_DEFAULT;
  if (isForced && input.RecoveryWindowInDays !== undefined) {
    const message = "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.";
    throw new AwsError('InvalidParameterException', message);
  }
  if (!(days >= 7 && days <= 30)) {
    const message = 'The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).';
    throw new AwsError('InvalidParameterException', message);
  }
  const secret = isForced ? findAnySecret(call, input.SecretId!) : findSecret(call, input.SecretId!);
  const now = call.kernel.clock.now();
  const dueAtMs = isForced ? now : now + days * DAY_MS;
  secret.deletion = { askedAtMs: now, dueAtMs };
  return { ARN: secret.arn, Name: secret.name, DeletionDate: new Date(dueAtMs) };
}

export function restoreSecret(input: { SecretId: string }, call: Call) {
  const secret = findAnySecret(call, input.SecretId);
  secret.deletion = undefined;
  return { ARN: secret.arn, Name: secret.name };
}

export function tagResource(input: { SecretId: string; Tags: Tag[] }, call: Call): void {
  const secret = findSecret(call, input.SecretId);
  secret.tags = new Map([...secret.tags, ...tagMap(input.Tags)]);
}

export function untagResource(input: { SecretId: string; TagKeys: string[] }, call: Call): void {
  const secret = findSecret(call, input.SecretId);
  for (const key of input.TagKeys) secret.tags.delete(key);
}

export function putResourcePolicy(input: { SecretId: string; ResourcePolicy: string }, call: Call) {
  const secret = findSecret(call, input.SecretId);
  try {
    JSON.parse(input.ResourcePolicy);
  } catch {
    throw new AwsError('MalformedPolicyDocumentException', 'This resource policy contains invalid Json');
  }
  secret.policy = input.ResourcePolicy;
  return { ARN: secret.arn, Name: secret.name };
}

export function getResourcePolicy(input: { SecretId: string }, call: Call) {
  const { arn, name, policy } = findSecret(call, input.SecretId);
  return { ARN: arn, Name: name, ...(policy === undefined ? {} : { ResourcePolicy: policy }) };
}

export function deleteResourcePolicy(input: { SecretId: string }, call: Call) {
  const secret = findSecret(call, input.SecretId);
  secret.policy = undefined;
  return { ARN: secret.arn, Name: secret.name };
}

export function tagMap(tags: readonly Tag[] | undefined): Map<string, string> {
  return new Map((tags ?? []).map(({ Key, Value }) => [Key!, Value!]));
}

function checkName(name: string, owner: string | undefined): void {
  const own = owner === undefined ? name : name.replace(`${owner}!`, '');
  if (/^[\w/+=.@-]{1,512}$/.test(own)) return;
  const message =
    'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!';
  throw new AwsError('ValidationException', message);
}

/** Six letters and digits of both cases, as at the end of a secret's ARN. */
function mixedCase({ kernel }: Call): string {
  return [...kernel.random.upper(6)]
    .map((letter) => (kernel.random.next() < 0.5 ? letter.toLowerCase() : letter))
    .join('');
}

function passes(secret: Secret, { Key, Values = [] }: Filter): boolean {
  const texts: Readonly<Record<string, readonly string[]>> = {
    name: [secret.name],
    description: [secret.description ?? ''],
    'tag-key': [...secret.tags.keys()],
    'tag-value': [...secret.tags.values()],
    all: [secret.name, secret.description ?? '', ...secret.tags.keys(), ...secret.tags.values()],
  };
  const own = texts[Key ?? 'all'];
  if (own === undefined) throw new AwsError('ValidationException', `the filter key ${Key} is not known here`);
  return Values.some((value) => {
    const isNegated = value.startsWith('!');
    const wanted = isNegated ? value.slice(1) : value;
    return own.some((text) => text.startsWith(wanted)) !== isNegated;
  });
}

function secretShape(secret: Secret) {
  const { deletion } = secret;
  return {
    ARN: secret.arn,
    Name: secret.name,
    CreatedDate: new Date(secret.createdAtMs),
    LastChangedDate: new Date(secret.changedAtMs),
    ...(secret.description === undefined ? {} : { Description: secret.description }),
    ...(secret.kmsKeyId === undefined ? {} : { KmsKeyId: secret.kmsKeyId }),
    ...(secret.owningService === undefined ? {} : { OwningService: secret.owningService }),
    ...(deletion === undefined ? {} : { DeletedDate: new Date(deletion.askedAtMs) }),
    Tags: [...secret.tags].map(([Key, Value]) => ({ Key, Value })),
    SecretVersionsToStages: Object.fromEntries(
      [...secret.versions.values()].map(({ id, stages }) => [id, [...stages]]),
    ),
  };
}
