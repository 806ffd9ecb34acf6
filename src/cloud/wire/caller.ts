import { type Caller, callersOf } from '../kernel/callers.ts';
import { AwsError } from '../kernel/errors.ts';
import type { Kernel } from '../kernel/service.ts';
import type { WireRequest } from './codec.ts';

/** What a request's signature states. The signature itself is not verified. */
export interface CredentialScope {
  readonly accessKeyId: string;
  /** Absent in multi-region signatures (SigV4a). */
  readonly region: string | undefined;
  readonly signingName: string;
}

/** Reads the credential scope from the Authorization header, or from the URL when it is presigned. */
export function credentialScope(request: WireRequest): CredentialScope | undefined {
  const header = /Credential=([^,\s]+)/.exec(request.headers.authorization ?? '')?.[1];
  const parts = (header ?? request.query.get('X-Amz-Credential') ?? '').split('/');
  const signingName = parts.at(-2);
  const accessKeyId = parts[0];
  if (parts.length < 4 || accessKeyId === undefined || signingName === undefined) return undefined;
  return { accessKeyId, signingName, region: parts.length > 4 ? parts.at(-3) : undefined };
}

/**
 * The calling principal: by an access key that STS issued, by a key that is an account number, else the default
 * account's root.
 */
export function callerOf(kernel: Kernel, accessKeyId: string | undefined): Caller {
  const known = callersOf(kernel).get(accessKeyId ?? '');
  if (known?.expiresAtMs !== undefined && known.expiresAtMs <= kernel.clock.now()) {
    throw new AwsError('ExpiredToken', 'The security token included in the request is expired', 403);
  }
  if (known !== undefined) return known;
  const account = /^\d{12}$/.test(accessKeyId ?? '') ? accessKeyId! : kernel.defaultAccount;
  return { account, principalArn: `arn:aws:iam::${account}:root` };
}
