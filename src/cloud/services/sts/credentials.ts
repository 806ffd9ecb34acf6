import type { Credentials } from '@aws-sdk/client-sts';
import { callersOf } from '../../kernel/callers.ts';
import type { Kernel } from '../../kernel/service.ts';

interface Session {
  readonly account: string;
  readonly principalArn: string;
  readonly durationSeconds: number;
}

/** Issues temporary credentials and registers their principal with the wire. */
export function issueCredentials(kernel: Kernel, { account, principalArn, durationSeconds }: Session): Credentials {
  const expiresAtMs = kernel.clock.now() + durationSeconds * 1000;
  const AccessKeyId = `ASIA${kernel.random.upper(16)}`;
  callersOf(kernel).set(AccessKeyId, { account, principalArn, expiresAtMs });
  return {
    AccessKeyId,
    SecretAccessKey: kernel.random.hex(40),
    SessionToken: `FwoGZXIvYXdzE${kernel.random.upper(180)}`,
    Expiration: new Date(expiresAtMs),
  };
}

/** Session ids (`role id:session name`) by the ARN of the assumed role's session. */
export function rememberSession(kernel: Kernel, principalArn: string, id: string): void {
  sessions(kernel).set(principalArn, id);
}

export function sessionId(kernel: Kernel, principalArn: string): string | undefined {
  return sessions(kernel).get(principalArn);
}

function sessions(kernel: Kernel): Map<string, string> {
  return kernel.store('sts', { account: 'aws', region: 'aws-global' }, () => new Map<string, string>());
}
