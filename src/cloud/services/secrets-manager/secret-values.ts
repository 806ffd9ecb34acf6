import type {
  BatchGetSecretValueRequest,
  GetSecretValueRequest,
  PutSecretValueRequest,
  UpdateSecretVersionStageRequest,
} from '@aws-sdk/client-secrets-manager';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { CURRENT, findSecret, moveStages, type Secret, type SecretVersion, versionAt } from './store.ts';

const VALUE_BYTES_MAX = 65_536;

export interface NewValue {
  readonly SecretString?: string | undefined;
  readonly SecretBinary?: Uint8Array | undefined;
  /** The version's id: repeating a token with the same value changes nothing. */
  readonly ClientRequestToken?: string | undefined;
  readonly stages: readonly string[];
}

export function getSecretValue(input: GetSecretValueRequest, call: Call) {
  const secret = findSecret(call, input.SecretId!);
  const stage = input.VersionStage ?? (input.VersionId === undefined ? CURRENT : undefined);
  const version = input.VersionId === undefined ? versionAt(secret, stage!) : secret.versions.get(input.VersionId);
  if (version === undefined || (stage !== undefined && !version.stages.has(stage))) {
    const asked = input.VersionId === undefined ? `staging label: ${stage}` : `VersionId: ${input.VersionId}`;
    const message = `Secrets Manager can't find the specified secret value for ${asked}`;
    throw new AwsError('ResourceNotFoundException', message);
  }
  return valueShape(secret, version);
}

export function batchGetSecretValue(input: BatchGetSecretValueRequest, call: Call) {
  const SecretValues: ReturnType<typeof valueShape>[] = [];
  const Errors: { SecretId: string; ErrorCode: string; Message: string }[] = [];
  for (const SecretId of input.SecretIdList ?? []) {
    try {
      SecretValues.push(getSecretValue({ SecretId }, call));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Errors.push({ SecretId, ErrorCode: error.code, Message: error.message });
    }
  }
  return { SecretValues, Errors };
}

export function putSecretValue(input: PutSecretValueRequest, call: Call) {
  const secret = findSecret(call, input.SecretId!);
  if (input.SecretString === undefined && input.SecretBinary === undefined) {
    throw new AwsError('InvalidRequestException', 'You must provide either SecretString or SecretBinary.');
  }
  const version = addValue(secret, { ...input, stages: input.VersionStages ?? [CURRENT] }, call);
  return { ARN: secret.arn, Name: secret.name, VersionId: version.id, VersionStages: [...version.stages] };
}

export function updateSecretVersionStage(input: UpdateSecretVersionStageRequest, call: Call) {
  const secret = findSecret(call, input.SecretId!);
  const stage = input.VersionStage!;
  const holder = versionAt(secret, stage);
  if (holder !== undefined && input.RemoveFromVersionId !== holder.id && input.MoveToVersionId !== holder.id) {
    const message = `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ${holder.id}, so you must explicitly reference that version in RemoveFromVersionId.`;
    throw new AwsError('InvalidParameterException', message);
  }
  if (input.MoveToVersionId === undefined) {
    if (stage === CURRENT)
      throw new AwsError(
        'InvalidParameterException',
        'You can only move staging label AWSCURRENT to a different secret version. It can’t be completely removed.',
      );
    holder?.stages.delete(stage);
  } else {
    const target = secret.versions.get(input.MoveToVersionId);
    if (target === undefined) {
      const message = `Secrets Manager can't find the specified secret version: ${input.MoveToVersionId}.`;
      throw new AwsError('ResourceNotFoundException', message);
    }
    moveStages(secret, target, [stage]);
  }
  return { ARN: secret.arn, Name: secret.name };
}

export function addValue(secret: Secret, value: NewValue, call: Call): SecretVersion {
  if (value.SecretString !== undefined && value.SecretBinary !== undefined) {
    const message = "You can't specify both a binary secret value and a string secret value in the same secret.";
    throw new AwsError('InvalidParameterException', message);
  }
  const id = value.ClientRequestToken ?? call.kernel.random.uuid();
  checkToken(id);
  const bytes = value.SecretBinary?.byteLength ?? Buffer.byteLength(value.SecretString ?? '');
  if (bytes > VALUE_BYTES_MAX) {
    const constraint = `Member must have length less than or equal to ${VALUE_BYTES_MAX}`;
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value at 'secretString' failed to satisfy constraint: ${constraint}`,
    );
  }
  const existing = secret.versions.get(id);
  if (existing !== undefined) {
    const isSame =
      existing.text === value.SecretString &&
      Buffer.from(existing.binary ?? []).equals(Buffer.from(value.SecretBinary ?? []));
    if (isSame) return existing;
    const message = `You can't use ClientRequestToken ${id} because that value is already in use for a version of secret ${secret.arn}.`;
    throw new AwsError('ResourceExistsException', message);
  }
  const version: SecretVersion = {
    id,
    text: value.SecretString,
    binary: value.SecretBinary,
    createdAtMs: call.kernel.clock.now(),
    stages: new Set(),
  };
  secret.versions.set(id, version);
  moveStages(secret, version, value.stages);
  for (const [other, { stages }] of secret.versions) if (stages.size === 0) secret.versions.delete(other);
  secret.changedAtMs = version.createdAtMs;
  return version;
}

function checkToken(token: string): void {
  if (token.length >= 32 && token.length <= 64) return;
  const message = `Value '${token}' at 'clientRequestToken' failed to satisfy constraint: Member must have length ${token.length < 32 ? 'greater than or equal to 32' : 'less than or equal to 64'}`;
  throw new AwsError('ValidationException', `1 validation error detected: ${message}`);
}

function valueShape(secret: Secret, version: SecretVersion) {
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: version.id,
    VersionStages: [...version.stages],
    CreatedDate: new Date(version.createdAtMs),
    ...(version.text === undefined ? {} : { SecretString: version.text }),
    ...(version.binary === undefined ? {} : { SecretBinary: version.binary }),
  };
}
