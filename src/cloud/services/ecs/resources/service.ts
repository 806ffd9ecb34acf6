import type { CreateServiceRequest } from '@aws-sdk/client-ecs';
import { coerceProperties } from '../../../kernel/coerce-properties.ts';
import { AwsError } from '../../../kernel/errors.ts';
import type { CreatedResource, ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { createService, deleteService, updateService } from '../services.ts';
import { ecsStore, nameOf, type Service } from '../store.ts';
import { lowerCamel } from './lower-camel.ts';
import { ownTags } from './own-tags.ts';

const POLL_SECONDS = 5;
/** CloudFormation's timeout for a service to become steady. */
const WAIT_SECONDS_MAX = 3 * 60 * 60;

const NUMBERS = [
  'DesiredCount',
  'ContainerPort',
  'HealthCheckGracePeriodSeconds',
  'MaximumPercent',
  'MinimumHealthyPercent',
  'Base',
  'Weight',
];
const BOOLEANS = [
  'Enable',
  'Rollback',
  'ResetOnHealthyTask',
  'EnableExecuteCommand',
  'EnableECSManagedTags',
  'EnableForceNewDeployment',
];

/**
 * `AWS::ECS::Service`: complete when its deployment is; fails when the circuit breaker trips or after three hours. In
 * Express mode it is complete before its first task runs.
 */
export const serviceType: ResourceType = {
  typeName: 'AWS::ECS::Service',
  timing: 'own',
  async create(properties, context) {
    const serviceName = (properties.ServiceName as string | undefined) ?? context.physicalName(255);
    const request = {
      ...requestOf(properties),
      serviceName,
      tags: ownTags(properties, context),
    } as CreateServiceRequest;
    const { service } = await createService(request, context);
    context.announce(described(service.serviceArn, service.serviceName));
    await untilComplete(service.serviceArn, context);
    return described(service.serviceArn, service.serviceName);
  },
  async update(resource, properties, previous, context) {
    const service = findByArn(resource.physicalId, context);
    const force = JSON.stringify(properties.ForceNewDeployment) !== JSON.stringify(previous.ForceNewDeployment);
    const {
      launchType: _launchType,
      schedulingStrategy: _strategy,
      serviceName: _name,
      role: _role,
      forceNewDeployment: _force,
      ...request
    } = requestOf(properties);
    await updateService(
      { loadBalancers: [], ...request, service: service.name, cluster: service.clusterArn, forceNewDeployment: force },
      context,
    );
    service.tags.clear();
    for (const { key, value } of ownTags(properties, context)) service.tags.set(key, value);
    await untilComplete(resource.physicalId, context);
    return described(resource.physicalId, service.name);
  },
  async delete(resource, _properties, context) {
    await remove(resource.physicalId, context);
  },
  actual: ({ physicalId }, properties, context) =>
    ecsStore(context).services.get(physicalId)?.status === 'ACTIVE' ? properties : undefined,
};

function requestOf(properties: Record<string, unknown>): Record<string, unknown> {
  const { Tags: _tags, ...rest } = coerceProperties(properties, { numbers: NUMBERS, booleans: BOOLEANS });
  return lowerCamel(rest) as Record<string, unknown>;
}

async function untilComplete(arn: string, context: ResourceContext): Promise<void> {
  const { clock, durations } = context.kernel;
  if (context.isExpress) return clock.sleep(durations.seconds('default create'), context.signal);
  return untilSteady(arn, context);
}

async function untilSteady(arn: string, context: ResourceContext): Promise<void> {
  const { clock, durations } = context.kernel;
  const asked = findByArn(arn, context).deployments[0];
  for (let waited = 0; waited < WAIT_SECONDS_MAX; waited += POLL_SECONDS) {
    const service = findByArn(arn, context);
    if (asked?.rolloutState === 'FAILED') {
      throw new AwsError(
        'GeneralServiceException',
        "Error occurred during operation 'ECS Deployment Circuit Breaker was triggered'.",
      );
    }
    if (service.isSteady) return clock.sleep(durations.seconds('service steady'), context.signal);
    await clock.sleep(POLL_SECONDS, context.signal);
  }
  throw new AwsError('NotStabilized', 'Exceeded attempts to wait');
}

async function remove(arn: string, context: ResourceContext): Promise<void> {
  const service = ecsStore(context).services.get(arn);
  if (service === undefined || service.status === 'INACTIVE') return;
  if (service.status === 'ACTIVE')
    deleteService({ service: service.name, cluster: service.clusterArn, force: true }, context);
  while (!isInactive(service)) await context.kernel.clock.sleep(POLL_SECONDS);
}

/** The scheduler changes the status while this code waits, which the compiler cannot know. */
function isInactive(service: Service): boolean {
  return service.status === 'INACTIVE';
}

function findByArn(arn: string, context: ResourceContext): Service {
  const service = ecsStore(context).services.get(arn);
  if (service === undefined) throw new AwsError('ServiceNotFoundException', `Service '${nameOf(arn)}' not found.`);
  return service;
}

function described(arn: string, name: string): CreatedResource {
  return { physicalId: arn, attributes: { ServiceArn: arn, Name: name } };
}
