import { companion } from './companion.ts';
import { AwsError } from './errors.ts';
import type { Kernel } from './service.ts';

/** What services that serve TLS and the one that keeps certificates know of each other. */
export interface Certificates {
  /** Status of a certificate of ACM by ARN, `ISSUED` for one that may serve; absent where ACM does not run. */
  status?: (arn: string) => string | undefined;
  /** Each answers the ARNs of what serves with a certificate. */
  readonly users: ((arn: string) => readonly string[])[];
}

export const certificatesOf = companion((_kernel: Kernel): Certificates => ({ users: [] }));

/**
 * Refuses a certificate of ACM that is not there, not issued, or of another region than the one that serves. The error
 * has the code and the message that the calling service gives it.
 */
export function checkCertificate(
  kernel: Kernel,
  arn: string | undefined,
  wanted: { readonly account: string; readonly region: string; readonly code: string; readonly message: string },
): void {
  const { status } = certificatesOf(kernel);
  if (arn === undefined || status === undefined || !/^arn:[^:]+:acm:/.test(arn)) return;
  const [, , , region, account] = arn.split(':');
  if (region === wanted.region && account === wanted.account && status(arn) === 'ISSUED') return;
  throw new AwsError(wanted.code, wanted.message);
}
