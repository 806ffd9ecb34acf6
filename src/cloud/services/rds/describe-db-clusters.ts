import type { DBCluster, DescribeDBClustersMessage } from '@aws-sdk/client-rds';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { type GenericResource, genericResources } from '../../resource-types/generic-registry.ts';
import { type DescribedType, described, securityGroups, serverFacts, textOf } from './described.ts';

const CLUSTERS: DescribedType = {
  typeName: 'AWS::RDS::DBCluster',
  filters: {
    'db-cluster-id': ({ physicalId }) => physicalId,
    engine: (resource) => textOf(resource, 'Engine'),
  },
  notFound: (identifier) => new AwsError('DBClusterNotFoundFault', `DBCluster ${identifier} not found.`, 404),
};

export function describeDbClusters(input: DescribeDBClustersMessage, call: Call) {
  const { resources, next } = described(CLUSTERS, { ...input, identifier: input.DBClusterIdentifier }, call);
  return { DBClusters: resources.map((resource) => clusterOf(resource, call)), ...next };
}

function clusterOf(resource: GenericResource, call: Call): DBCluster {
  const { physicalId, attributes } = resource;
  return {
    DBClusterIdentifier: physicalId,
    DBClusterArn: String(attributes.DBClusterArn),
    DbClusterResourceId: String(attributes.DBClusterResourceId),
    Status: 'available',
    ...serverFacts(resource),
    EngineMode: textOf(resource, 'EngineMode') ?? 'provisioned',
    DatabaseName: textOf(resource, 'DatabaseName'),
    Endpoint: String(attributes['Endpoint.Address']),
    ReaderEndpoint: String(attributes['ReadEndpoint.Address']),
    Port: Number(attributes['Endpoint.Port']),
    DBSubnetGroup: textOf(resource, 'DBSubnetGroupName'),
    DBClusterMembers: membersOf(physicalId, call),
    VpcSecurityGroups: securityGroups(resource, 'VpcSecurityGroupIds'),
  };
}

/** The instances of a cluster; the oldest is the writer. */
function membersOf(cluster: string, call: Call) {
  return genericResources(call.kernel, call, 'AWS::RDS::DBInstance')
    .filter((resource) => textOf(resource, 'DBClusterIdentifier') === cluster)
    .map(({ physicalId }, index) => ({ DBInstanceIdentifier: physicalId, IsClusterWriter: index === 0 }));
}
