import { createHash } from 'node:crypto';
import { lookUp } from '../../kernel/domain-names.ts';
import type { AccountRegion, Kernel } from '../../kernel/service.ts';
import type { TimerName } from '../../kernel/timers.ts';
import { acmStore, type Certificate, type ValidationRecord } from './store.ts';

const LOOK_SECONDS = 15;
const VALIDATION_SECONDS_MAX = 72 * 3600;

/** The record that validates a name: the same for every certificate of the account, and for the wildcard of the name. */
export function validationRecord(account: string, name: string): ValidationRecord {
  const domain = name.replace(/^\*\./, '');
  const digest = createHash('sha256').update(`${account} ${domain}`).digest('hex');
  return {
    Name: `_${digest.slice(0, 32)}.${domain}.`,
    Type: 'CNAME',
    Value: `_${digest.slice(32)}.${digest.slice(0, 10)}.acm-validations.aws.`,
  };
}

type Where = AccountRegion & { readonly kernel: Kernel };

/** Resolves the records repeatedly until all exist, then issues the certificate; gives up after 72 hours. */
export function awaitValidation({ arn }: Certificate, { kernel, account, region }: Where): void {
  kernel.timers.set(timer('look', arn, { account, region }), LOOK_SECONDS);
}

/** A certificate that is deleted is not waited for any more. */
export function stopValidation({ arn }: Certificate, { kernel, account, region }: Where): void {
  for (const name of ['look', 'issue'] as const) kernel.timers.cancel(timer(name, arn, { account, region }));
}

export const validationTimers = { look, issue };

function look(arn: string, where: Where): void {
  const certificate = acmStore(where.kernel, where).certificates.get(arn);
  if (certificate === undefined) return;
  const { kernel, account, region } = where;
  for (const name of certificate.names) {
    const { Name, Type, Value } = validationRecord(account, name);
    const found = lookUp(kernel, { name: Name, type: Type }).map((value) => `${value.replace(/\.$/, '')}.`);
    if (found.includes(Value)) certificate.validated.add(name);
  }
  const waitedSeconds = (kernel.clock.now() - certificate.createdAtMs) / 1000;
  if (certificate.validated.size === certificate.names.length) {
    const issueSeconds = kernel.durations.seconds('AWS::CertificateManager::Certificate create');
    kernel.timers.set(timer('issue', arn, { account, region }), Math.max(0, issueSeconds - waitedSeconds));
  } else if (waitedSeconds >= VALIDATION_SECONDS_MAX) {
    certificate.status = 'VALIDATION_TIMED_OUT';
  } else {
    awaitValidation(certificate, where);
  }
}

function issue(arn: string, { kernel, account, region }: Where): void {
  const certificate = acmStore(kernel, { account, region }).certificates.get(arn);
  if (certificate === undefined) return;
  certificate.status = 'ISSUED';
  certificate.issuedAtMs = kernel.clock.now();
}

function timer(name: keyof typeof validationTimers, key: string, accountRegion: AccountRegion): TimerName {
  return { service: 'acm', name, key, ...accountRegion };
}
