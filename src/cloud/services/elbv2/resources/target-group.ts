import type { CreateTargetGroupInput, TargetDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import { coerceProperties } from '../../../kernel/coerce-properties.ts';
import type { CreatedResource, ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { modifyTargetGroupAttributes } from '../attributes.ts';
import { TARGET_GROUP_ATTRIBUTES } from '../default-attributes.ts';
import { elbStore, findTargetGroup, loadBalancersUsing } from '../store.ts';
import { createTargetGroup, deleteTargetGroup, modifyTargetGroup } from '../target-groups.ts';
import { deregisterTargets, registerTargets } from '../targets.ts';
import { applyTags } from './apply-tags.ts';

type TargetGroupProperties = Omit<CreateTargetGroupInput, 'Tags'> & {
  readonly Targets?: readonly TargetDescription[];
  readonly TargetGroupAttributes?: readonly { readonly Key: string; readonly Value: string }[];
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
};

const NUMBERS = [
  'Port',
  'HealthCheckIntervalSeconds',
  'HealthCheckTimeoutSeconds',
  'HealthyThresholdCount',
  'UnhealthyThresholdCount',
];

export const targetGroupType: ResourceType = {
  typeName: 'AWS::ElasticLoadBalancingV2::TargetGroup',
  timing: 'model',
  async create(given: TargetGroupProperties, context) {
    const properties = coerceProperties(given, { numbers: NUMBERS, booleans: ['HealthCheckEnabled'] });
    const { Targets: _targets, TargetGroupAttributes: _attributes, Tags: _tags, ...request } = properties;
    const Name = request.Name ?? context.physicalName(32);
    const { TargetGroups } = await createTargetGroup({ ...request, Name }, context);
    const { TargetGroupArn } = TargetGroups[0]!;
    context.announce({ physicalId: TargetGroupArn });
    return configure(TargetGroupArn, properties, context);
  },
  async update(resource, given: TargetGroupProperties, previous: TargetGroupProperties, context) {
    const properties = coerceProperties(given, { numbers: NUMBERS, booleans: ['HealthCheckEnabled'] });
    const TargetGroupArn = resource.physicalId;
    modifyTargetGroup({ ...properties, TargetGroupArn }, context);
    const kept = new Set(properties.Targets?.map(({ Id }) => Id));
    const removed = (previous.Targets ?? []).filter(({ Id }) => !kept.has(Id));
    if (removed.length > 0) deregisterTargets({ TargetGroupArn, Targets: removed }, context);
    return configure(TargetGroupArn, properties, context);
  },
  async delete(resource, _properties, context) {
    deleteTargetGroup({ TargetGroupArn: resource.physicalId }, context);
  },
  actual: ({ physicalId }, properties, context) =>
    elbStore(context).targetGroups.has(physicalId) ? properties : undefined,
};

function configure(
  TargetGroupArn: string,
  properties: TargetGroupProperties,
  context: ResourceContext,
): CreatedResource {
  const group = findTargetGroup(TargetGroupArn, context);
  for (const [key, value] of TARGET_GROUP_ATTRIBUTES) group.attributes.set(key, value);
  const Attributes = (properties.TargetGroupAttributes ?? []).map(({ Key, Value }) => ({ Key, Value: String(Value) }));
  modifyTargetGroupAttributes({ TargetGroupArn, Attributes }, context);
  if (properties.Targets?.length) registerTargets({ TargetGroupArn, Targets: properties.Targets }, context);
  applyTags(elbStore(context).targetGroups.get(TargetGroupArn)!.tags, properties.Tags, context);
  return {
    physicalId: TargetGroupArn,
    attributes: {
      TargetGroupArn,
      TargetGroupFullName: group.fullName,
      TargetGroupName: group.name,
      LoadBalancerArns: loadBalancersUsing(TargetGroupArn, context),
    },
  };
}
