import type { Role } from '@aws-sdk/client-iam';
import type { AssumeRoleRequest } from '@aws-sdk/client-sts';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { issueCredentials, rememberSession } from './credentials.ts';
import { isTrusted } from './trust.ts';

const DURATION_SECONDS_DEFAULT = 3600;
const DURATION_SECONDS_MIN = 900;
const CHAINED_SECONDS_MAX = 3600;

/** Issues credentials of a role in any account, if the role exists and trusts the caller. */
export async function assumeRole(input: AssumeRoleRequest, call: Call) {
  const roleArn = input.RoleArn!;
  const sessionName = input.RoleSessionName!;
  const [, account, name] = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(roleArn) ?? [];
  if (account === undefined || name === undefined) throw new AwsError('ValidationError', `${roleArn} is invalid`);
  checkSessionName(sessionName);
  const role = await findRole(call, account, name);
  const trusts = role?.Arn === roleArn && isTrusted(trustPolicyOf(role), call, input.ExternalId);
  if (role === undefined || !trusts) {
    const message = `User: ${call.principalArn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`;
    throw new AwsError('AccessDenied', message, 403);
  }
  const durationSeconds = input.DurationSeconds ?? DURATION_SECONDS_DEFAULT;
  checkDuration(durationSeconds, role, call);
  const principalArn = `arn:aws:sts::${account}:assumed-role/${name}/${sessionName}`;
  const AssumedRoleId = `${role.RoleId}:${sessionName}`;
  rememberSession(call.kernel, principalArn, AssumedRoleId);
  return {
    Credentials: issueCredentials(call.kernel, { account, principalArn, durationSeconds }),
    AssumedRoleUser: { AssumedRoleId, Arn: principalArn },
    PackedPolicySize: 0,
  };
}

async function findRole(call: Call, account: string, RoleName: string): Promise<Role | undefined> {
  try {
    const accountRegion = { account, region: call.region };
    return (await call.kernel.invoke<{ Role: Role }>('iam', 'GetRole', { RoleName }, accountRegion)).Role;
  } catch (error) {
    if (error instanceof AwsError && error.code === 'NoSuchEntity') return undefined;
    throw error;
  }
}

function trustPolicyOf(role: Role): unknown {
  return JSON.parse(decodeURIComponent(role.AssumeRolePolicyDocument ?? '{}'));
}

function checkSessionName(name: string): void {
  if (/^[\w+=,.@-]{2,64}$/.test(name)) return;
  const constraint =
    name.length < 2
      ? 'Member must have length greater than or equal to 2'
      : name.length > 64
        ? 'Member must have length less than or equal to 64'
        : 'Member must satisfy regular expression pattern: [\\w+=,.@-]*';
  const message = `Value '${name}' at 'roleSessionName' failed to satisfy constraint: ${constraint}`;
  throw new AwsError('ValidationError', `1 validation error detected: ${message}`);
}

function checkDuration(seconds: number, role: Role, call: Call): void {
  if (seconds < DURATION_SECONDS_MIN) {
    const constraint = `Member must have value greater than or equal to ${DURATION_SECONDS_MIN}`;
    const message = `Value '${seconds}' at 'durationSeconds' failed to satisfy constraint: ${constraint}`;
    throw new AwsError('ValidationError', `1 validation error detected: ${message}`);
  }
  const isChained = call.principalArn.includes(':assumed-role/');
  if (isChained && seconds > CHAINED_SECONDS_MAX) {
    throw new AwsError(
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    );
  }
  if (seconds > (role.MaxSessionDuration ?? DURATION_SECONDS_DEFAULT)) {
    const message = 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.';
    throw new AwsError('ValidationError', message);
  }
}
