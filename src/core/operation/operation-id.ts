import { createHash } from 'node:crypto';
import type { Ids } from '../ports/index.ts';
import { ULID_ALPHABET } from '../ulid.ts';

const digitsCount = 26;

export interface IdempotencyKey {
  readonly principal: string;
  readonly path: string;
  readonly key: string;
}

/** The id of an operation: a ULID, or, under an idempotency key, always the same one for the same caller and path. */
export function operationId(ids: Ids, idempotency?: IdempotencyKey): string {
  return `op_${idempotency ? digits(idempotency) : ids.ulid()}`;
}

function digits({ principal, path, key }: IdempotencyKey): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([principal, path, key]))
    .digest();
  return [...hash.subarray(0, digitsCount)].map((byte) => ULID_ALPHABET[byte % ULID_ALPHABET.length]).join('');
}
