import { DescribeAddressesCommand, EC2Client, paginateDescribeVpcs } from '@aws-sdk/client-ec2';
import {
  DescribeAccountLimitsCommand,
  ElasticLoadBalancingV2Client,
  paginateDescribeLoadBalancers,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetServiceQuotaCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import type { CountedType, Quota, Quotas, Target } from '../core/ports/index.ts';
import { clientFor } from './clients.ts';

type Used = Pick<Quota, 'used' | 'scopes'>;
type Counts = Used & Pick<Quota, 'limit'>;

interface Counter {
  readonly serviceCode: string;
  readonly quotaCode: string;
  readonly count: (target: Target, codes: Pick<Counter, 'serviceCode' | 'quotaCode'>) => Promise<Counts | undefined>;
}

/** Codes: https://docs.aws.amazon.com/general/latest/gr/vpc-service.html and ec2-service.html and elb.html there. */
const counters: Readonly<Record<CountedType, Counter>> = {
  'AWS::EC2::VPC': {
    serviceCode: 'vpc',
    quotaCode: 'L-F678F1CE',
    count: async (target, codes) => withLimit(await appliedQuota(target, codes), () => countVpcs(target)),
  },
  'AWS::EC2::EIP': {
    serviceCode: 'ec2',
    quotaCode: 'L-0263D0A3',
    count: async (target, codes) => withLimit(await appliedQuota(target, codes), () => countAddresses(target)),
  },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': {
    serviceCode: 'elasticloadbalancing',
    quotaCode: 'L-53DA6B97',
    count: async (target) => withLimit(await loadBalancersMax(target), () => countLoadBalancers(target)),
  },
};

/** Service Quotas, EC2 and Elastic Load Balancing, asked for what is left. */
export const quotas: Quotas = {
  async read(target, type) {
    const { serviceCode, quotaCode, count } = counters[type];
    const counts = await count(target, { serviceCode, quotaCode });
    return counts && { ...counts, serviceCode, quotaCode };
  },
};

async function withLimit(limit: number | undefined, count: () => Promise<Used>): Promise<Counts | undefined> {
  return limit === undefined ? undefined : { limit, ...(await count()) };
}

async function appliedQuota(
  target: Target,
  { serviceCode, quotaCode }: Pick<Counter, 'serviceCode' | 'quotaCode'>,
): Promise<number | undefined> {
  const command = new GetServiceQuotaCommand({ ServiceCode: serviceCode, QuotaCode: quotaCode });
  return (await clientFor(ServiceQuotasClient, target).send(command)).Quota?.Value;
}

/** The VPCs of a region. Stack tags are on a VPC too, so that it tells its scope. */
async function countVpcs(target: Target): Promise<Used> {
  const scopes: string[] = [];
  let used = 0;
  for await (const { Vpcs = [] } of paginateDescribeVpcs({ client: clientFor(EC2Client, target) }, {})) {
    used += Vpcs.length;
    scopes.push(...Vpcs.flatMap((vpc) => vpc.Tags?.find(({ Key }) => Key === 'plinth:scope')?.Value ?? []));
  }
  return { used, scopes };
}

async function countAddresses(target: Target): Promise<Used> {
  const { Addresses = [] } = await clientFor(EC2Client, target).send(new DescribeAddressesCommand({}));
  return { used: Addresses.length, scopes: [] };
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeAccountLimits.html */
async function loadBalancersMax(target: Target): Promise<number | undefined> {
  const { Limits = [] } = await clientFor(ElasticLoadBalancingV2Client, target).send(
    new DescribeAccountLimitsCommand({}),
  );
  const max = Limits.find(({ Name }) => Name === 'application-load-balancers')?.Max;
  return max === undefined ? undefined : Number(max);
}

async function countLoadBalancers(target: Target): Promise<Used> {
  const client = clientFor(ElasticLoadBalancingV2Client, target);
  let used = 0;
  for await (const { LoadBalancers = [] } of paginateDescribeLoadBalancers({ client }, {})) {
    used += LoadBalancers.filter(({ Type }) => Type === 'application').length;
  }
  return { used, scopes: [] };
}
