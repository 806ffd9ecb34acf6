import type { GetServiceQuotaRequest, ListServiceQuotasRequest, ServiceQuota } from '@aws-sdk/client-service-quotas';
import { AwsError } from '../../kernel/errors.ts';
import { addressesPerRegion, type Quota, vpcsPerRegion } from '../../kernel/quotas.ts';
import type { Call } from '../../kernel/service.ts';

const QUOTAS: readonly Quota[] = [vpcsPerRegion, addressesPerRegion];

export function getServiceQuota({ ServiceCode, QuotaCode }: GetServiceQuotaRequest, call: Call) {
  const found = QUOTAS.find(({ serviceCode, code }) => serviceCode === ServiceCode && code === QuotaCode);
  if (found === undefined) {
    throw new AwsError(
      'NoSuchResourceException',
      'The request failed because the specified service quota does not exist.',
    );
  }
  return { Quota: view(found, call) };
}

export function listServiceQuotas({ ServiceCode }: ListServiceQuotasRequest, call: Call) {
  return { Quotas: QUOTAS.filter(({ serviceCode }) => serviceCode === ServiceCode).map((quota) => view(quota, call)) };
}

function view({ serviceCode, code, name, value }: Quota, { account, region }: Call): ServiceQuota {
  return {
    ServiceCode: serviceCode,
    QuotaArn: `arn:aws:servicequotas:${region}:${account}:${serviceCode}/${code}`,
    QuotaCode: code,
    QuotaName: name,
    Value: value,
    Unit: 'None',
    Adjustable: true,
    GlobalQuota: false,
    QuotaAppliedAtLevel: 'ACCOUNT',
  };
}
