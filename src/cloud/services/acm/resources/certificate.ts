import { AwsError } from '../../../kernel/errors.ts';
import type { ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { newCertificate, removeCertificate } from '../certificates.ts';
import { acmStore, type Certificate } from '../store.ts';
import { validationRecord } from '../validation.ts';

const LOOK_SECONDS = 5;
const STABLE_SECONDS_MAX = 72 * 3600 + 60;

interface CertificateProperties {
  readonly DomainName: string;
  readonly SubjectAlternativeNames?: readonly string[];
  readonly ValidationMethod?: 'DNS' | 'EMAIL';
  readonly DomainValidationOptions?: readonly { readonly DomainName: string; readonly HostedZoneId?: string }[];
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
}

/**
 * AWS::CertificateManager::Certificate: `Ref` is the ARN. Complete when issued: up to 72 hours pass until its
 * validation records resolve.
 */
export const certificateType: ResourceType = {
  typeName: 'AWS::CertificateManager::Certificate',
  timing: 'own',
  async create(raw, context) {
    const { DomainName, SubjectAlternativeNames = [], ...properties } = raw as unknown as CertificateProperties;
    const certificate = newCertificate(
      {
        DomainName,
        SubjectAlternativeNames: [...SubjectAlternativeNames],
        ValidationMethod: properties.ValidationMethod,
      },
      context,
    );
    for (const [key, value] of Object.entries(context.tags)) certificate.tags.set(key, value);
    for (const { Key, Value } of properties.Tags ?? []) certificate.tags.set(Key, Value);
    const created = { physicalId: certificate.arn, attributes: { CertificateArn: certificate.arn } };
    context.announce(created);
    await makeRecords(raw as unknown as CertificateProperties, certificate, context);
    await untilIssued(certificate, context);
    return created;
  },
  async update(resource) {
    return resource;
  },
  async delete({ physicalId }, _properties, context) {
    const certificate = acmStore(context.kernel, context).certificates.get(physicalId);
    if (certificate !== undefined) removeCertificate(certificate, context);
    await context.kernel.clock.sleep(context.kernel.durations.seconds(`${context.typeName} delete`));
  },
};

/** The validation records that CloudFormation creates where the template names the zone. It never deletes them. */
async function makeRecords(
  { DomainValidationOptions = [] }: CertificateProperties,
  certificate: Certificate,
  context: ResourceContext,
): Promise<void> {
  const made = new Set<string>();
  for (const name of certificate.names) {
    const HostedZoneId = DomainValidationOptions.find(({ DomainName }) => DomainName === name)?.HostedZoneId;
    const { Name, Type, Value } = validationRecord(context.account, name);
    if (HostedZoneId === undefined || made.has(Name)) continue;
    made.add(Name);
    const ResourceRecordSet = { Name, Type, TTL: 300, ResourceRecords: [{ Value }] };
    const ChangeBatch = { Changes: [{ Action: 'UPSERT', ResourceRecordSet }] };
    await context.kernel.invoke('route53', 'ChangeResourceRecordSets', { HostedZoneId, ChangeBatch }, context);
  }
}

async function untilIssued(certificate: Certificate, { kernel, signal }: ResourceContext): Promise<void> {
  for (let waited = 0; waited < STABLE_SECONDS_MAX; waited += LOOK_SECONDS) {
    if (certificate.status === 'ISSUED') return;
    if (certificate.status === 'VALIDATION_TIMED_OUT') break;
    await kernel.clock.sleep(LOOK_SECONDS, signal);
  }
  throw new AwsError('NotStabilized', `Certificate ${certificate.arn} was not validated in time`);
}
