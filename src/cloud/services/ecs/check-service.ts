import type {
  CapacityProviderStrategyItem,
  CreateServiceRequest,
  LoadBalancer,
  UpdateServiceRequest,
} from '@aws-sdk/client-ecs';
import { AwsError } from '../../kernel/errors.ts';
import { type Cluster, type EcsCall, invalidParameter, type TaskDefinition } from './store.ts';

/**
 * Throws for deployment controllers and strategies that the embedded cloud does not support: all but the rolling
 * update.
 */
export function checkDeploymentConfiguration(input: CreateServiceRequest | UpdateServiceRequest): void {
  const strategy = input.deploymentConfiguration?.strategy ?? 'ROLLING';
  const controller = input.deploymentController?.type ?? 'ECS';
  if (strategy !== 'ROLLING') throw unsupported(`the deployment strategy ${strategy}`);
  if (controller !== 'ECS') throw unsupported(`the deployment controller ${controller}`);
  if ('schedulingStrategy' in input && input.schedulingStrategy === 'DAEMON') {
    throw invalidParameter('The Fargate launch type does not support the DAEMON scheduling strategy.');
  }
  if ((input.desiredCount ?? 0) < 0) throw invalidParameter('desiredCount must not be negative.');
  const { maximumPercent = 200, minimumHealthyPercent = 100 } = input.deploymentConfiguration ?? {};
  if (
    maximumPercent < 100 ||
    minimumHealthyPercent > maximumPercent ||
    (maximumPercent === 100 && minimumHealthyPercent === 100)
  ) {
    throw invalidParameter(
      'Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.',
    );
  }
}

/** Throws unless the cluster has the capacity provider. */
export function checkCapacityProviders(strategy: readonly CapacityProviderStrategyItem[], cluster: Cluster): void {
  const unknown = strategy.find(({ capacityProvider = '' }) => !cluster.capacityProviders.includes(capacityProvider));
  if (unknown === undefined) return;
  throw invalidParameter(
    `The specified capacity provider strategy contains a capacity provider that is not associated with the cluster: ${unknown.capacityProvider}.`,
  );
}

/** Throws unless each target group exists, has a load balancer and target type ip, and its container port is mapped. */
export async function checkLoadBalancers(
  loadBalancers: readonly LoadBalancer[],
  definition: TaskDefinition,
  call: EcsCall,
): Promise<void> {
  for (const { targetGroupArn, containerName, containerPort } of loadBalancers) {
    const container = definition.request.containerDefinitions?.find(({ name }) => name === containerName);
    if (container === undefined) {
      throw invalidParameter(`The container ${containerName} does not exist in the task definition.`);
    }
    if (!container.portMappings?.some((mapping) => mapping.containerPort === containerPort)) {
      throw invalidParameter(`The container ${containerName} did not have a container port ${containerPort} defined.`);
    }
    await checkTargetGroup(targetGroupArn ?? '', call);
  }
}

async function checkTargetGroup(arn: string, call: EcsCall): Promise<void> {
  interface Answer {
    readonly TargetGroups: { readonly LoadBalancerArns: readonly string[]; readonly TargetType: string }[];
  }
  const answer = call.kernel.invoke<Answer>(
    'elasticloadbalancing',
    'DescribeTargetGroups',
    { TargetGroupArns: [arn] },
    call,
  );
  const { TargetGroups } = await answer.catch((error: unknown) => {
    if (!(error instanceof AwsError && error.code === 'TargetGroupNotFound')) throw error;
    throw invalidParameter(`The specified target group does not exist: ${arn}`);
  });
  if (TargetGroups[0]?.LoadBalancerArns.length === 0) {
    throw invalidParameter(`The target group with targetGroupArn ${arn} does not have an associated load balancer.`);
  }
  if (TargetGroups[0]?.TargetType !== 'ip') {
    throw invalidParameter(
      `The provided target group ${arn} has target type ${TargetGroups[0]?.TargetType}, which is incompatible with the awsvpc network mode specified in the task definition.`,
    );
  }
}

function unsupported(what: string): AwsError {
  return new AwsError('UnsupportedFeatureException', `the embedded cloud does not support ${what}`);
}
