import type { CreateClusterRequest } from '@aws-sdk/client-ecs';
import type { ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { createCluster, deleteCluster, putClusterCapacityProviders, updateCluster } from '../clusters.ts';
import { ecsStore } from '../store.ts';
import { lowerCamel } from './lower-camel.ts';
import { ownTags } from './own-tags.ts';

export const clusterType: ResourceType = {
  typeName: 'AWS::ECS::Cluster',
  timing: 'model',
  async create(properties, context) {
    const clusterName = (properties.ClusterName as string | undefined) ?? context.physicalName(255);
    const { cluster } = createCluster({ ...requestOf(properties, context), clusterName }, context);
    return { physicalId: clusterName, attributes: { Arn: cluster.clusterArn } };
  },
  async update(resource, properties, _previous, context) {
    const { settings, configuration, ...request } = requestOf(properties, context);
    const cluster = resource.physicalId;
    updateCluster(
      { cluster, settings: settings ?? [{ name: 'containerInsights', value: 'disabled' }], configuration },
      context,
    );
    const { capacityProviders = [], defaultCapacityProviderStrategy = [] } = request;
    putClusterCapacityProviders({ cluster, capacityProviders, defaultCapacityProviderStrategy }, context);
    return resource;
  },
  async delete(resource, _properties, context) {
    if (ecsStore(context).clusters.get(resource.physicalId)?.status !== 'ACTIVE') return;
    deleteCluster({ cluster: resource.physicalId }, context);
  },
  actual: ({ physicalId }, properties, context) =>
    ecsStore(context).clusters.get(physicalId)?.status === 'ACTIVE' ? properties : undefined,
};

function requestOf(properties: Record<string, unknown>, context: ResourceContext): CreateClusterRequest {
  const { ClusterSettings, Tags: _tags, ...rest } = properties;
  const request = lowerCamel({ ...rest, Settings: ClusterSettings }) as CreateClusterRequest;
  return { ...request, tags: ownTags(properties, context) };
}
