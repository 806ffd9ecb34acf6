import { DescribeClustersCommand, DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { forEachBounded } from '../core/for-each-bounded.ts';
import type { Existence, StackResource, Target } from '../core/ports/index.ts';
import { awsErrorName } from './aws-error.ts';
import { clientFor } from './clients.ts';

/** Asks its service for a resource. One that does not exist is answered by `false`, or by the service's own error for that. */
export type Look = (physicalId: string, target: Target) => Promise<unknown>;

const PREFIX = 'AWS::ElasticLoadBalancingV2::';

/** The types whose absence cuts users off. */
export const LOOKS: Readonly<Record<string, Look>> = {
  [`${PREFIX}ListenerRule`]: (arn, target) => elb(target).send(new DescribeRulesCommand({ RuleArns: [arn] })),
  [`${PREFIX}TargetGroup`]: (arn, target) =>
    elb(target).send(new DescribeTargetGroupsCommand({ TargetGroupArns: [arn] })),
  [`${PREFIX}Listener`]: (arn, target) => elb(target).send(new DescribeListenersCommand({ ListenerArns: [arn] })),
  [`${PREFIX}LoadBalancer`]: (arn, target) =>
    elb(target).send(new DescribeLoadBalancersCommand({ LoadBalancerArns: [arn] })),
  /** `arn:...:service/<cluster>/<name>`. */
  'AWS::ECS::Service': async (arn, target) => {
    const [, cluster, name] = arn.split(':').at(-1)?.split('/') ?? [];
    if (cluster === undefined || name === undefined) return true;
    const command = new DescribeServicesCommand({ cluster, services: [name] });
    const { services = [] } = await clientFor(ECSClient, target).send(command);
    return services.some(({ status }) => status === 'ACTIVE');
  },
  'AWS::ECS::Cluster': async (cluster, target) => {
    const command = new DescribeClustersCommand({ clusters: [cluster] });
    const { clusters = [] } = await clientFor(ECSClient, target).send(command);
    return clusters.some(({ status }) => status === 'ACTIVE');
  },
};

/** Whether resources exist, as their own service says: CloudFormation lists what it made, whether it is there or not. */
export const existence: Existence = {
  missing: (target, resources) => absent(target, resources, LOOKS),
};

/** Those of the resources that do not exist. Of a type without a look nothing is said. */
export async function absent(
  target: Target,
  resources: readonly StackResource[],
  looks: Readonly<Record<string, Look>>,
): Promise<readonly StackResource[]> {
  const looked = await forEachBounded(resources, async (resource): Promise<readonly StackResource[]> => {
    const look = looks[resource.type];
    if (look === undefined || resource.physicalId === undefined) return [];
    return (await isThere(look(resource.physicalId, target))) ? [] : [resource];
  });
  return looked.flat();
}

function elb(target: Target): ElasticLoadBalancingV2Client {
  return clientFor(ElasticLoadBalancingV2Client, target);
}

/** `InvalidGroup.NotFound`, `ResourceNotFoundException`, `NoSuchHostedZone`: each service has its own words. */
async function isThere(answer: Promise<unknown>): Promise<boolean> {
  try {
    return (await answer) !== false;
  } catch (error) {
    if (/NotFound(Exception)?$|^NoSuch(Bucket|HostedZone)$/.test(awsErrorName(error))) return false;
    throw error;
  }
}
