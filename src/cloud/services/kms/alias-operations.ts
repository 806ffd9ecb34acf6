import type { ListAliasesRequest } from '@aws-sdk/client-kms';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { aliasArn, checkNotPending, findKey, kmsStore } from './store.ts';

interface AliasRequest {
  readonly AliasName: string;
  readonly TargetKeyId: string;
}

export function createAlias(input: AliasRequest, call: Call): void {
  checkAliasName(input.AliasName);
  const { aliases } = kmsStore(call.kernel, call);
  if (aliases.has(input.AliasName)) {
    const message = `An alias with the name ${aliasArn(call, input.AliasName)} already exists`;
    throw new AwsError('AlreadyExistsException', message);
  }
  const key = findKey(call, input.TargetKeyId);
  checkNotPending(key);
  const now = call.kernel.clock.now();
  aliases.set(input.AliasName, { keyId: key.id, createdAtMs: now, updatedAtMs: now });
}

export function updateAlias(input: AliasRequest, call: Call): void {
  const alias = kmsStore(call.kernel, call).aliases.get(input.AliasName);
  if (alias === undefined) throw aliasNotFound(input.AliasName, call);
  const key = findKey(call, input.TargetKeyId);
  checkNotPending(key);
  alias.keyId = key.id;
  alias.updatedAtMs = call.kernel.clock.now();
}

export function deleteAlias(input: { AliasName: string }, call: Call): void {
  const removed = kmsStore(call.kernel, call).aliases.delete(input.AliasName);
  if (!removed) throw aliasNotFound(input.AliasName, call);
}

export function listAliases(input: ListAliasesRequest, call: Call) {
  const wanted = input.KeyId === undefined ? undefined : findKey(call, input.KeyId).id;
  const Aliases = [...kmsStore(call.kernel, call).aliases]
    .filter(([, { keyId }]) => wanted === undefined || keyId === wanted)
    .map(([AliasName, { keyId, createdAtMs, updatedAtMs }]) => ({
      AliasName,
      AliasArn: aliasArn(call, AliasName),
      TargetKeyId: keyId,
      CreationDate: new Date(createdAtMs),
      LastUpdatedDate: new Date(updatedAtMs),
    }));
  return { Aliases, Truncated: false };
}

function checkAliasName(name: string): void {
  if (name.startsWith('alias/aws/')) {
    throw new AwsError('NotAuthorizedException', 'Aliases that begin with alias/aws/ are reserved');
  }
  if (!name.startsWith('alias/')) {
    throw new AwsError(
      'ValidationException',
      'Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html',
    );
  }
  if (!/^alias\/[\w/-]{1,250}$/.test(name)) {
    const constraint = 'Member must satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$';
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value '${name}' at 'aliasName' failed to satisfy constraint: ${constraint}`,
    );
  }
}

function aliasNotFound(name: string, call: Call): AwsError {
  return new AwsError('NotFoundException', `Alias ${aliasArn(call, name)} is not found.`);
}
