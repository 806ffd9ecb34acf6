import { certificatesOf } from '../../kernel/certificates.ts';
import { AwsError } from '../../kernel/errors.ts';
import type { AccountRegion, Call, Kernel } from '../../kernel/service.ts';

export interface ValidationRecord {
  readonly Name: string;
  readonly Type: 'CNAME';
  readonly Value: string;
}

export interface Certificate {
  readonly arn: string;
  readonly domainName: string;
  /** The domain's own name first. */
  readonly names: readonly string[];
  readonly createdAtMs: number;
  readonly idempotencyToken: string | undefined;
  /** DescribeCertificate shows the validation records from this time on. */
  readonly recordsAtMs: number;
  issuedAtMs: number | undefined;
  status: 'PENDING_VALIDATION' | 'ISSUED' | 'VALIDATION_TIMED_OUT';
  /** Names whose record was found. */
  readonly validated: Set<string>;
  readonly tags: Map<string, string>;
}

/** ACM of one account and region. */
export class AcmStore {
  readonly certificates = new Map<string, Certificate>();
  /** When each request was made, in milliseconds of modelled time, for the yearly quota. */
  readonly requestedAtMs: number[] = [];
}

export function acmStore(kernel: Kernel, { account, region }: AccountRegion): AcmStore {
  return kernel.store('acm', { account, region }, () => new AcmStore());
}

/** Answers a certificate's status to the services that serve TLS. */
export function publishStatuses(kernel: Kernel): void {
  certificatesOf(kernel).status = (arn) => {
    const [, , , region = '', account = ''] = arn.split(':');
    return acmStore(kernel, { account, region }).certificates.get(arn)?.status;
  };
}

export function findCertificate(call: Call, arn: string | undefined): Certificate {
  const certificate = acmStore(call.kernel, call).certificates.get(arn ?? '');
  if (certificate !== undefined) return certificate;
  throw new AwsError('ResourceNotFoundException', `Could not find certificate ${arn}.`);
}

/** ARNs of the resources that use the certificate. */
export function usersOf(kernel: Kernel, arn: string): readonly string[] {
  return certificatesOf(kernel).users.flatMap((users) => users(arn));
}
