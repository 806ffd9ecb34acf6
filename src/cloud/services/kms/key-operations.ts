import type {
  CreateKeyRequest,
  ListKeysRequest,
  PutKeyPolicyRequest,
  ScheduleKeyDeletionRequest,
  Tag,
} from '@aws-sdk/client-kms';
import { AwsError, notImplemented } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { addKey, checkNotPending, findKey, isGone, type Key, kmsStore } from './store.ts';

const DELETION_DAYS_DEFAULT = 30;
const DAY_MS = 86_400_000;

export function createKey(input: CreateKeyRequest, call: Call) {
  const spec = input.KeySpec ?? 'SYMMETRIC_DEFAULT';
  if (spec !== 'SYMMETRIC_DEFAULT') throw notImplemented('kms', `CreateKey with KeySpec ${spec}`);
  if (input.Policy !== undefined) checkPolicy(input.Policy);
  const key = addKey(call, {
    description: input.Description,
    policy: input.Policy,
    isMultiRegion: input.MultiRegion,
    tags: tagMap(input.Tags),
  });
  return { KeyMetadata: keyMetadata(key) };
}

export function describeKey(input: { KeyId: string }, call: Call) {
  return { KeyMetadata: keyMetadata(findKey(call, input.KeyId)) };
}

export function listKeys(input: ListKeysRequest, call: Call) {
  const all = [...kmsStore(call.kernel, call).keys.values()].filter((key) => !isGone(key, call));
  const start = Number(input.Marker ?? 0);
  const end = start + (input.Limit ?? 100);
  const page = all.slice(start, end).map(({ id, arn }) => ({ KeyId: id, KeyArn: arn }));
  return { Keys: page, Truncated: end < all.length, ...(end < all.length ? { NextMarker: String(end) } : {}) };
}

export function enableKey(input: { KeyId: string }, call: Call): void {
  const key = findKey(call, input.KeyId);
  checkNotPending(key);
  key.isEnabled = true;
}

export function disableKey(input: { KeyId: string }, call: Call): void {
  const key = findKey(call, input.KeyId);
  checkNotPending(key);
  key.isEnabled = false;
}

export function updateKeyDescription(input: { KeyId: string; Description: string }, call: Call): void {
  findKey(call, input.KeyId).description = input.Description;
}

/** Schedules the key's deletion. CancelKeyDeletion is possible until then; all cryptographic calls are refused. */
export function scheduleKeyDeletion(input: ScheduleKeyDeletionRequest, call: Call) {
  const key = findKey(call, input.KeyId!);
  const days = input.PendingWindowInDays ?? DELETION_DAYS_DEFAULT;
  if (!(days >= 7 && days <= 30)) {
    throw new AwsError('ValidationException', 'PendingWindowInDays must be between 7 and 30 (inclusive).');
  }
  if (key.manager === 'AWS') {
    throw new AwsError(
      'AccessDeniedException',
      `User: ${call.principalArn} is not authorized to perform: kms:ScheduleKeyDeletion on resource: ${key.arn}`,
    );
  }
  checkNotPending(key);
  key.deletionAtMs = call.kernel.clock.now() + days * DAY_MS;
  key.isEnabled = false;
  const DeletionDate = new Date(key.deletionAtMs);
  return { KeyId: key.arn, DeletionDate, KeyState: 'PendingDeletion', PendingWindowInDays: days };
}

export function cancelKeyDeletion(input: { KeyId: string }, call: Call) {
  const key = findKey(call, input.KeyId);
  if (key.deletionAtMs === undefined) {
    throw new AwsError('KMSInvalidStateException', `${key.arn} is not pending deletion.`);
  }
  key.deletionAtMs = undefined;
  return { KeyId: key.arn };
}

export function getKeyPolicy(input: { KeyId: string }, call: Call) {
  return { Policy: findKey(call, input.KeyId).policy, PolicyName: 'default' };
}

export function putKeyPolicy(input: PutKeyPolicyRequest, call: Call): void {
  const key = findKey(call, input.KeyId!);
  checkPolicy(input.Policy!);
  key.policy = input.Policy!;
}

export function enableKeyRotation(input: { KeyId: string; RotationPeriodInDays?: number }, call: Call): void {
  const key = findKey(call, input.KeyId);
  checkNotPending(key);
  key.rotationDays = input.RotationPeriodInDays ?? 365;
}

export function disableKeyRotation(input: { KeyId: string }, call: Call): void {
  findKey(call, input.KeyId).rotationDays = undefined;
}

export function getKeyRotationStatus(input: { KeyId: string }, call: Call) {
  const key = findKey(call, input.KeyId);
  const { rotationDays } = key;
  const period = rotationDays === undefined ? {} : { RotationPeriodInDays: rotationDays };
  return { KeyId: key.arn, KeyRotationEnabled: rotationDays !== undefined, ...period };
}

export function tagResource(input: { KeyId: string; Tags: Tag[] }, call: Call): void {
  const key = findKey(call, input.KeyId);
  key.tags = new Map([...key.tags, ...tagMap(input.Tags)]);
}

export function untagResource(input: { KeyId: string; TagKeys: string[] }, call: Call): void {
  const key = findKey(call, input.KeyId);
  for (const tagKey of input.TagKeys) key.tags.delete(tagKey);
}

export function listResourceTags(input: { KeyId: string }, call: Call) {
  const { tags } = findKey(call, input.KeyId);
  return { Tags: [...tags].map(([TagKey, TagValue]) => ({ TagKey, TagValue })), Truncated: false };
}

/** A key policy must be JSON with statements. */
export function checkPolicy(text: string): void {
  let statements: unknown[] = [];
  try {
    statements = [(JSON.parse(text) as { Statement?: unknown } | null)?.Statement].flat();
  } catch {
    throw new AwsError('MalformedPolicyDocumentException', 'Policy contains invalid JSON.');
  }
  const isGood = statements.length > 0 && statements.every((item) => typeof item === 'object' && item !== null);
  if (!isGood) throw new AwsError('MalformedPolicyDocumentException', 'Policy contains a statement with no principal.');
}

function tagMap(tags: readonly Tag[] | undefined): Map<string, string> {
  return new Map((tags ?? []).map(({ TagKey, TagValue }) => [TagKey!, TagValue!]));
}

function keyMetadata(key: Key) {
  const isPending = key.deletionAtMs !== undefined;
  return {
    AWSAccountId: key.arn.split(':')[4],
    KeyId: key.id,
    Arn: key.arn,
    CreationDate: new Date(key.createdAtMs),
    Enabled: key.isEnabled && !isPending,
    Description: key.description,
    KeyUsage: key.usage,
    KeyState: isPending ? 'PendingDeletion' : key.isEnabled ? 'Enabled' : 'Disabled',
    Origin: 'AWS_KMS',
    KeyManager: key.manager,
    KeySpec: key.spec,
    CustomerMasterKeySpec: key.spec,
    EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
    MultiRegion: key.isMultiRegion,
    ...(isPending ? { DeletionDate: new Date(key.deletionAtMs!) } : {}),
  };
}
