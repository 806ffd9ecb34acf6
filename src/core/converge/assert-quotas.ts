import type { Catalogue } from '../catalogue/catalogue.ts';
import { resourceType } from '../catalogue/template-resources.ts';
import type { ScopeClaim } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { forEachBounded } from '../for-each-bounded.ts';
import type { Plan } from '../plan/plan.ts';
import { type CountedType, countedTypes, type Quota, type Target } from '../ports/aws.ts';
import type { Ports } from '../ports/index.ts';
import { certainResources } from '../stack/additions.ts';
import type { ConvergeContext } from './converge-context.ts';

/** So many resources of a type that a plan certainly adds to an account and region. */
export interface QuotaNeed {
  readonly target: Target;
  readonly type: CountedType;
  readonly count: number;
}

/**
 * Looks up what AWS's quotas leave of all that a plan adds. Throws QuotaExceeded for the first of which too little is left:
 * CloudFormation would fail minutes later, with other stacks already made.
 */
export async function assertQuotas(
  plan: Plan,
  { claims }: Pick<ConvergeContext, 'claims'>,
  ports: Pick<Ports, 'catalogue' | 'quotas' | 'log'>,
): Promise<void> {
  await forEachBounded(quotaNeeds(plan, ports.catalogue), async (need) => {
    const quota = await readQuota(need, ports);
    if (quota) assertLeft(need, quota, promisedTo(plan.scope, { need, quota, claims }));
  });
}

/** A quota that cannot be read refuses nothing: CloudFormation shows it, as it does what others create after the look. */
async function readQuota({ target, type }: QuotaNeed, { quotas, log }: Pick<Ports, 'quotas' | 'log'>) {
  try {
    return await quotas.read(target, type);
  } catch (error) {
    log.warn(`the quota of ${words[type]} in ${target.region} could not be read`, { error });
    return undefined;
  }
}

/** What the stacks to be created certainly add, by type and place. Pure. */
export function quotaNeeds({ stacks }: Pick<Plan, 'stacks'>, catalogue: Catalogue): readonly QuotaNeed[] {
  const needs = new Map<string, QuotaNeed>();
  for (const { component: name, target, parameters, foreseen } of stacks.filter(({ action }) => action === 'create')) {
    const component = catalogue.component(name);
    if (component === undefined) continue;
    for (const [, resource] of certainResources(component.templateBody, { ...parameters, ...foreseen })) {
      const type = countedTypes.find((counted) => counted === resourceType(resource));
      if (type === undefined) continue;
      const key = `${target.account} ${target.region} ${type}`;
      needs.set(key, { target, type, count: (needs.get(key)?.count ?? 0) + 1 });
    }
  }
  return [...needs.values()];
}

interface Promising {
  readonly need: QuotaNeed;
  readonly quota: Pick<Quota, 'scopes'>;
  readonly claims: readonly ScopeClaim[];
}

/**
 * How many resources are promised to others: an environment has claimed the range of a network that AWS does not show yet, and it did
 * so before this scope. Nothing is promised of types for which no claim is taken. Pure.
 */
export function promisedTo(scope: string, { need: { target, type }, quota, claims }: Promising): number {
  if (type !== 'AWS::EC2::VPC') return 0;
  const own = claims.find((claim) => claim.kind === 'range' && claim.scope === scope);
  const isFirst = (claim: ScopeClaim) => own === undefined || turnOf(claim) < turnOf(own);
  const isPending = (claim: ScopeClaim) => !claim.standing && !quota.scopes.includes(claim.scope);
  const isHere = ({ account, region }: ScopeClaim) => account === target.account && region === target.region;
  const others = claims.filter((claim) => claim.kind === 'range' && claim.scope !== scope);
  return new Set(
    others.filter((claim) => isHere(claim) && isPending(claim) && isFirst(claim)).map((claim) => claim.scope),
  ).size;
}

function turnOf({ takenAt = '', scope }: ScopeClaim): string {
  return `${takenAt} ${scope}`;
}

const words: Readonly<Record<CountedType, string>> = {
  'AWS::EC2::VPC': 'VPCs',
  'AWS::EC2::EIP': 'Elastic IP addresses',
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 'Application Load Balancers',
};

function assertLeft({ target, type, count }: QuotaNeed, quota: Quota, promised: number): void {
  const { limit, used, serviceCode, quotaCode } = quota;
  if (used + promised + count <= limit) return;
  const others = promised === 0 ? '' : `, ${promised} more are being made`;
  const message = `account ${target.account} may have ${limit} ${words[type]} in ${target.region}: ${used} exist${others}, and ${count} more would be needed`;
  throw new PlinthError('QuotaExceeded', message, {
    nextSteps: [
      `aws service-quotas request-service-quota-increase --region ${target.region} --service-code ${serviceCode} --quota-code ${quotaCode} --desired-value ${used + promised + count}`,
    ],
    extra: { limit, used, needed: count },
  });
}
