import type { CreateAutoScalingGroupType, Tag } from '@aws-sdk/client-auto-scaling';
import { coerceProperties } from '../../../kernel/coerce-properties.ts';
import { AwsError } from '../../../kernel/errors.ts';
import type { CreatedResource, ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { createAutoScalingGroup, deleteAutoScalingGroup, updateAutoScalingGroup } from '../groups.ts';
import { autoScalingStore, findGroup } from '../store.ts';

const NAME_LENGTH_MAX = 255;
const LOOK_SECONDS = 2;
const WAIT_SECONDS_MAX = 3600;
const NUMBERS = [
  'MinSize',
  'MaxSize',
  'DesiredCapacity',
  'HealthCheckGracePeriod',
  'Cooldown',
  'DefaultInstanceWarmup',
  'MaxInstanceLifetime',
  'OnDemandBaseCapacity',
  'OnDemandPercentageAboveBaseCapacity',
];
const BOOLEANS = ['NewInstancesProtectedFromScaleIn', 'CapacityRebalance', 'PropagateAtLaunch'];

/** Complete when the desired number of machines is in service. `Ref` is the group's name. */
export const autoScalingGroupType: ResourceType = {
  typeName: 'AWS::AutoScaling::AutoScalingGroup',
  timing: 'own',
  async create(properties, context) {
    const name = String(properties.AutoScalingGroupName ?? context.physicalName(NAME_LENGTH_MAX));
    createAutoScalingGroup(definitionOf(name, properties, context), context);
    const created = describe(name, context);
    context.announce(created);
    if (!context.isExpress) await untilInService(name, context);
    return created;
  },
  async update(resource, properties, _previous, context) {
    updateAutoScalingGroup(definitionOf(resource.physicalId, properties, context), context);
    if (!context.isExpress) await untilInService(resource.physicalId, context);
    return describe(resource.physicalId, context);
  },
  async delete(resource, _properties, context) {
    const { groups } = autoScalingStore(context);
    const group = groups.get(resource.physicalId);
    if (group === undefined) return;
    if (!group.isDeleting) deleteAutoScalingGroup({ AutoScalingGroupName: group.name, ForceDelete: true }, context);
    while (groups.get(resource.physicalId) === group) await context.kernel.clock.sleep(LOOK_SECONDS);
  },
};

function definitionOf(name: string, properties: Record<string, unknown>, context: ResourceContext) {
  const given = coerceProperties(properties, { numbers: NUMBERS, booleans: BOOLEANS });
  const { Cooldown, NotificationConfigurations: _n, MetricsCollection: _m, ...rest } = given;
  const subnets = given.VPCZoneIdentifier as readonly string[] | string | undefined;
  const own = (given.Tags as Tag[] | undefined) ?? [];
  const stack = Object.entries(context.tags).map(([Key, Value]) => ({ Key, Value, PropagateAtLaunch: true }));
  return {
    ...rest,
    AutoScalingGroupName: name,
    ...(Cooldown === undefined ? {} : { DefaultCooldown: Cooldown }),
    VPCZoneIdentifier: typeof subnets === 'string' ? subnets : subnets?.join(','),
    Tags: [...stack.filter(({ Key }) => !own.some((tag) => tag.Key === Key)), ...own],
  } as unknown as CreateAutoScalingGroupType;
}

/** CloudFormation fails the resource when a launch fails, with the launch's message. */
async function untilInService(name: string, context: ResourceContext): Promise<void> {
  for (let waited = 0; waited < WAIT_SECONDS_MAX; waited += LOOK_SECONDS) {
    const group = findGroup(name, context);
    const serving = [...group.machines.values()].filter(({ state }) => state === 'InService').length;
    if (serving >= group.desired) return;
    const failed = group.activities.find(({ StatusCode }) => StatusCode === 'Failed');
    if (failed !== undefined) throw new AwsError('GeneralServiceException', failed.StatusMessage ?? 'a launch failed');
    context.signal.throwIfAborted();
    await context.kernel.clock.sleep(LOOK_SECONDS);
  }
  throw new AwsError('NotStabilized', `Group did not stabilize. {current/minSize/maxSize} group size = ${name}.`);
}

function describe(name: string, context: ResourceContext): CreatedResource {
  return { physicalId: name, attributes: { AutoScalingGroupARN: findGroup(name, context).arn } };
}
