import { companion } from './companion.ts';
import { AwsError } from './errors.ts';
import type { Kernel } from './service.ts';

/** What ACM and the services that serve TLS share about certificates. */
export interface Certificates {
  /**
   * Answers the status of an ACM certificate by its ARN; only an `ISSUED` one may be served. Absent where ACM is not
   * registered.
   */
  status?: (arn: string) => string | undefined;
  /** Each answers the ARNs of the resources that use a certificate. */
  readonly users: ((arn: string) => readonly string[])[];
}

export const certificatesOf = companion((_kernel: Kernel): Certificates => ({ users: [] }));

/**
 * Throws when an ACM certificate does not exist, is not issued, or is in another region than the resource. The error
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
