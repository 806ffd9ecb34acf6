import { createHash } from 'node:crypto';
import { lookUp } from '../../kernel/domain-names.ts';
import type { Call } from '../../kernel/service.ts';
import type { Certificate, ValidationRecord } from './store.ts';

const LOOK_SECONDS = 15;
const VALIDATION_SECONDS_MAX = 72 * 3600;

/** The record that proves a name: the same for every certificate of the account, and for the wildcard below the name. */
export function validationRecord(account: string, name: string): ValidationRecord {
  const domain = name.replace(/^\*\./, '');
  const digest = createHash('sha256').update(`${account} ${domain}`).digest('hex');
  return {
    Name: `_${digest.slice(0, 32)}.${domain}.`,
    Type: 'CNAME',
    Value: `_${digest.slice(32)}.${digest.slice(0, 10)}.acm-validations.aws.`,
  };
}

/** Looks for the records now and then until all are there, then issues the certificate; gives up after 72 hours. */
export function awaitValidation(certificate: Certificate, call: Call): void {
  const { kernel, account } = call;
  const look = () => {
    for (const name of certificate.names) {
      const { Name, Type, Value } = validationRecord(account, name);
      const found = lookUp(kernel, { name: Name, type: Type }).map((value) => `${value.replace(/\.$/, '')}.`);
      if (found.includes(Value)) certificate.validated.add(name);
    }
    const waitedSeconds = (kernel.clock.now() - certificate.createdAtMs) / 1000;
    if (certificate.validated.size === certificate.names.length) {
      const issueSeconds = kernel.durations.seconds('AWS::CertificateManager::Certificate create');
      certificate.cancel = kernel.clock.after(Math.max(0, issueSeconds - waitedSeconds), () =>
        issue(certificate, call),
      );
    } else if (waitedSeconds >= VALIDATION_SECONDS_MAX) {
      certificate.status = 'VALIDATION_TIMED_OUT';
    } else {
      certificate.cancel = kernel.clock.after(LOOK_SECONDS, look);
    }
  };
  certificate.cancel = kernel.clock.after(LOOK_SECONDS, look);
  kernel.onStop(() => certificate.cancel());
}

function issue(certificate: Certificate, { kernel }: Call): void {
  certificate.status = 'ISSUED';
  certificate.issuedAtMs = kernel.clock.now();
}
