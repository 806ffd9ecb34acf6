import type { NetworkRequest } from '../../../kernel/network.ts';
import type { Kernel } from '../../../kernel/service.ts';
import { callerOf } from '../../../wire/caller.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import { jwtClaims } from './jwt-claims.ts';
import { RequestRefused } from './request-refused.ts';

/** The caller, as in the event's `requestContext.authorizer`. Throws `RequestRefused` with 401 or 403. */
export async function authorize(kernel: Kernel, asked: AuthorizationRequest): Promise<object | undefined> {
  switch (asked.route.AuthorizationType) {
    case 'AWS_IAM':
      return { iam: iamIdentity(kernel, asked) };
    case 'JWT':
      return { jwt: await jwtClaims(kernel, asked) };
    default:
      return undefined;
  }
}

/** The signature names the caller and is not verified; policies of the caller are not evaluated. */
function iamIdentity(kernel: Kernel, { api, request, isLoopback }: AuthorizationRequest): object {
  const accessKey = accessKeyOf(request);
  if (accessKey === undefined && (kernel.auth || !isLoopback)) throw new RequestRefused(403, 'Forbidden');
  const { account, principalArn } =
    accessKey === undefined
      ? { account: api.accountRegion.account, principalArn: `arn:aws:iam::${api.accountRegion.account}:root` }
      : knownCaller(kernel, accessKey);
  if (account !== api.accountRegion.account) throw new RequestRefused(403, 'Forbidden');
  const userId = principalArn.endsWith(':root') ? account : `AIDA${principalArn.split('/').at(-1)}`;
  return {
    accessKey: accessKey ?? account,
    accountId: account,
    callerId: userId,
    cognitoIdentity: null,
    principalOrgId: null,
    userArn: principalArn,
    userId,
  };
}

function knownCaller(kernel: Kernel, accessKey: string): { account: string; principalArn: string } {
  try {
    return callerOf(kernel, accessKey);
  } catch {
    throw new RequestRefused(403, 'Forbidden');
  }
}

function accessKeyOf({ headers, url }: NetworkRequest): string | undefined {
  const signed = /^AWS4-(?:HMAC-SHA256|ECDSA-P256-SHA256) .*Credential=([^/,\s]+)\//.exec(
    headers.authorization ?? '',
  )?.[1];
  return signed ?? new URL(url).searchParams.get('X-Amz-Credential')?.split('/')[0];
}
