import { createHash } from 'node:crypto';
import { AwsError } from '../../../kernel/errors.ts';
import type { Stack } from './stack.ts';

/**
 * Whether the stack has already accepted the same request with this token.
 *
 * Throws `TokenAlreadyExistsException` when the token belongs to a different request.
 */
export function isRepeated(stack: Stack, token: string | undefined, request: object): boolean {
  if (token === undefined) return false;
  const known = stack.requests.get(token);
  if (known === undefined) return false;
  if (known === fingerprint(request)) return true;
  throw new AwsError(
    'TokenAlreadyExistsException',
    `Token ${token} was already used by another operation on stack ${stack.name}`,
  );
}

export function rememberRequest(stack: Stack, token: string | undefined, request: object): void {
  if (token !== undefined) stack.requests.set(token, fingerprint(request));
}

function fingerprint(request: object): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('hex');
}
