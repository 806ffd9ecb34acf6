import { AwsError } from '../../kernel/errors.ts';
import type { AccountRegion, Call, Kernel } from '../../kernel/service.ts';

export interface SecretVersion {
  readonly id: string;
  readonly text: string | undefined;
  readonly binary: Uint8Array | undefined;
  readonly createdAtMs: number;
  readonly stages: Set<string>;
}

export interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly createdAtMs: number;
  changedAtMs: number;
  description: string | undefined;
  kmsKeyId: string | undefined;
  policy: string | undefined;
  /** The AWS service that manages it for one of its resources. */
  readonly owningService: string | undefined;
  tags: Map<string, string>;
  readonly versions: Map<string, SecretVersion>;
  /** When its deletion was requested, and when it is deleted. */
  deletion: { readonly askedAtMs: number; readonly dueAtMs: number } | undefined;
}

/** Secrets Manager of one account and region: secrets by name. */
export class SecretStore {
  readonly secrets = new Map<string, Secret>();
}

export const CURRENT = 'AWSCURRENT';
export const PREVIOUS = 'AWSPREVIOUS';

/** Removes secrets whose deletion date has passed. */
export function secretStore(kernel: Kernel, accountRegion: AccountRegion): SecretStore {
  const store = kernel.store('secretsmanager', accountRegion, () => new SecretStore());
  for (const [name, { deletion }] of store.secrets) {
    if (deletion !== undefined && deletion.dueAtMs <= kernel.clock.now()) store.secrets.delete(name);
  }
  return store;
}

/** Finds a secret by name, by ARN, or by an ARN without the random end; also one that is marked for deletion. */
export function findAnySecret(call: Call, id: string): Secret {
  const { secrets } = secretStore(call.kernel, call);
  const byArn = [...secrets.values()].find(({ arn }) => arn === id || arn.slice(0, -7) === id);
  const secret = secrets.get(id) ?? byArn;
  if (secret === undefined) {
    throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
  }
  return secret;
}

export function findSecret(call: Call, id: string): Secret {
  const secret = findAnySecret(call, id);
  if (secret.deletion !== undefined) {
    const message = "You can't perform this operation on the secret because it was marked for deletion.";
    throw new AwsError('InvalidRequestException', message);
  }
  return secret;
}

export function versionAt(secret: Secret, stage: string): SecretVersion | undefined {
  return [...secret.versions.values()].find(({ stages }) => stages.has(stage));
}

/** Moves staging labels to a version. The former AWSCURRENT version becomes AWSPREVIOUS. */
export function moveStages(secret: Secret, version: SecretVersion, stages: readonly string[]): void {
  const current = versionAt(secret, CURRENT);
  for (const other of secret.versions.values()) for (const stage of stages) other.stages.delete(stage);
  for (const stage of stages) version.stages.add(stage);
  if (!stages.includes(CURRENT) || current === undefined || current === version) return;
  for (const other of secret.versions.values()) other.stages.delete(PREVIOUS);
  current.stages.add(PREVIOUS);
}
