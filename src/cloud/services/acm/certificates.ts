import type {
  AddTagsToCertificateRequest,
  DeleteCertificateRequest,
  DescribeCertificateRequest,
  ListCertificatesRequest,
  RequestCertificateRequest,
} from '@aws-sdk/client-acm';
import { AwsError, notImplemented } from '../../kernel/errors.ts';
import { page } from '../../kernel/page.ts';
import type { Call } from '../../kernel/service.ts';
import { acmStore, type Certificate, findCertificate, usersOf } from './store.ts';
import { awaitValidation, stopValidation, validationRecord } from './validation.ts';

const REQUESTS_IN_A_YEAR_MAX = 2500;
const NAMES_MAX = 10;
const YEAR_MS = 365 * 86_400_000;
const TOKEN_MS = 3_600_000;
const DOMAIN_NAME = /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/i;

export function requestCertificate(input: RequestCertificateRequest, call: Call) {
  return { CertificateArn: newCertificate(input, call).arn };
}

export function newCertificate(input: RequestCertificateRequest, call: Call): Certificate {
  if (input.ValidationMethod !== 'DNS') {
    throw notImplemented('acm', `RequestCertificate with ValidationMethod ${input.ValidationMethod ?? 'EMAIL'}`);
  }
  if (input.CertificateAuthorityArn !== undefined) throw notImplemented('acm', 'private certificates');
  const { kernel, account, region } = call;
  const domainName = String(input.DomainName).toLowerCase();
  const names = [...new Set([domainName, ...(input.SubjectAlternativeNames ?? []).map((name) => name.toLowerCase())])];
  checkNames(names);
  const store = acmStore(kernel, call);
  const now = kernel.clock.now();
  const same = [...store.certificates.values()].find(({ idempotencyToken: token, createdAtMs }) => {
    return token !== undefined && token === input.IdempotencyToken && now - createdAtMs < TOKEN_MS;
  });
  if (same !== undefined && same.names.join() === names.join()) return same;
  if (store.requestedAtMs.filter((at) => now - at < YEAR_MS).length >= REQUESTS_IN_A_YEAR_MAX) {
    const message = `Error: you have reached your limit of ${REQUESTS_IN_A_YEAR_MAX} certificates in the last year.`;
    throw new AwsError('LimitExceededException', message);
  }
  const certificate: Certificate = {
    arn: `arn:aws:acm:${region}:${account}:certificate/${kernel.random.uuid()}`,
    domainName,
    names,
    createdAtMs: now,
    idempotencyToken: input.IdempotencyToken,
    recordsAtMs: now + kernel.durations.seconds('certificate records') * 1000,
    issuedAtMs: undefined,
    status: 'PENDING_VALIDATION',
    validated: new Set(),
    tags: new Map((input.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
  };
  store.requestedAtMs.push(now);
  store.certificates.set(certificate.arn, certificate);
  awaitValidation(certificate, call);
  return certificate;
}

export function describeCertificate(input: DescribeCertificateRequest, call: Call) {
  const certificate = findCertificate(call, input.CertificateArn);
  const showsRecords = certificate.recordsAtMs <= call.kernel.clock.now();
  return {
    Certificate: {
      CertificateArn: certificate.arn,
      DomainName: certificate.domainName,
      SubjectAlternativeNames: [...certificate.names],
      DomainValidationOptions: certificate.names.map((name) => ({
        DomainName: name,
        ValidationDomain: name,
        ValidationMethod: 'DNS',
        ValidationStatus: certificate.validated.has(name) ? 'SUCCESS' : 'PENDING_VALIDATION',
        ...(showsRecords && { ResourceRecord: validationRecord(call.account, name) }),
      })),
      Status: certificate.status,
      Type: 'AMAZON_ISSUED',
      KeyAlgorithm: 'RSA-2048',
      CreatedAt: new Date(certificate.createdAtMs),
      ...(certificate.issuedAtMs !== undefined && { IssuedAt: new Date(certificate.issuedAtMs) }),
      InUseBy: [...usersOf(call.kernel, certificate.arn)],
      RenewalEligibility: certificate.status === 'ISSUED' ? 'ELIGIBLE' : 'INELIGIBLE',
    },
  };
}

export function listCertificates(input: ListCertificatesRequest, call: Call) {
  const all = [...acmStore(call.kernel, call).certificates.values()].filter(({ status }) => {
    return input.CertificateStatuses === undefined || input.CertificateStatuses.includes(status);
  });
  const { items, nextToken } = page(all, { limit: input.MaxItems ?? 100, token: input.NextToken });
  return {
    CertificateSummaryList: items.map(({ arn, domainName, names, status }) => ({
      CertificateArn: arn,
      DomainName: domainName,
      SubjectAlternativeNameSummaries: [...names],
      Status: status,
      Type: 'AMAZON_ISSUED',
      InUse: usersOf(call.kernel, arn).length > 0,
    })),
    ...(nextToken !== undefined && { NextToken: nextToken }),
  };
}

export function deleteCertificate(input: DeleteCertificateRequest, call: Call) {
  removeCertificate(findCertificate(call, input.CertificateArn), call);
  return {};
}

/** Throws ResourceInUseException while a listener or a distribution uses the certificate. */
export function removeCertificate(certificate: Certificate, call: Call): void {
  if (usersOf(call.kernel, certificate.arn).length > 0) {
    const message = `Certificate ${certificate.arn} in account ${call.account} is in use.`;
    throw new AwsError('ResourceInUseException', message);
  }
  stopValidation(certificate, call);
  acmStore(call.kernel, call).certificates.delete(certificate.arn);
}

export function addTagsToCertificate(input: AddTagsToCertificateRequest, call: Call) {
  const { tags } = findCertificate(call, input.CertificateArn);
  for (const { Key = '', Value = '' } of input.Tags ?? []) tags.set(Key, Value);
  return {};
}

export function listTagsForCertificate(input: { CertificateArn?: string }, call: Call) {
  const { tags } = findCertificate(call, input.CertificateArn);
  return { Tags: [...tags].map(([Key, Value]) => ({ Key, Value })) };
}

function checkNames(names: readonly string[]): void {
  const wrong = names.find((name) => !DOMAIN_NAME.test(name) || name.length > 253);
  if (wrong !== undefined) {
    throw new AwsError('InvalidDomainValidationOptionsException', `The domain name ${wrong} is not valid.`);
  }
  if (names.length <= NAMES_MAX) return;
  throw new AwsError('LimitExceededException', `Error: at most ${NAMES_MAX} names are allowed in a certificate.`);
}
