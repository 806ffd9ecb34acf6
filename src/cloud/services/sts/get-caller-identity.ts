import type { GetCallerIdentityRequest } from '@aws-sdk/client-sts';
import type { Call } from '../../kernel/service.ts';
import { sessionId } from './credentials.ts';

/** Identifies the caller: account, ARN, and an id that for a session is `role id:session name`. */
export function getCallerIdentity(_input: GetCallerIdentityRequest, call: Call) {
  return {
    Account: call.account,
    Arn: call.principalArn,
    UserId: sessionId(call.kernel, call.principalArn) ?? call.account,
  };
}
