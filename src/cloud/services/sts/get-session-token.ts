import type { GetSessionTokenRequest } from '@aws-sdk/client-sts';
import type { Call } from '../../kernel/service.ts';
import { issueCredentials } from './credentials.ts';

const DURATION_SECONDS_DEFAULT = 43_200;

/** Temporary credentials of the caller's own. */
export function getSessionToken(input: GetSessionTokenRequest, call: Call) {
  const { account, principalArn } = call;
  const durationSeconds = input.DurationSeconds ?? DURATION_SECONDS_DEFAULT;
  return { Credentials: issueCredentials(call.kernel, { account, principalArn, durationSeconds }) };
}
