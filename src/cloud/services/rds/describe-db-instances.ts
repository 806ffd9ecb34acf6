import type { DBInstance, DescribeDBInstancesMessage } from '@aws-sdk/client-rds';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import type { GenericResource } from '../../resource-types/generic-registry.ts';
import { subnetGroupOf } from './describe-db-subnet-groups.ts';
import {
  type DescribedType,
  described,
  isSet,
  listOf,
  numberOf,
  securityGroups,
  serverFacts,
  textOf,
} from './described.ts';

const INSTANCES: DescribedType = {
  typeName: 'AWS::RDS::DBInstance',
  filters: {
    'db-instance-id': ({ physicalId }) => physicalId,
    'db-cluster-id': (resource) => textOf(resource, 'DBClusterIdentifier'),
    engine: (resource) => textOf(resource, 'Engine'),
  },
  notFound: (identifier) => new AwsError('DBInstanceNotFound', `DBInstance ${identifier} not found.`, 404),
};

export function describeDbInstances(input: DescribeDBInstancesMessage, call: Call) {
  const { resources, next } = described(INSTANCES, { ...input, identifier: input.DBInstanceIdentifier }, call);
  return { DBInstances: resources.map((resource) => instanceOf(resource, call)), ...next };
}

function instanceOf(resource: GenericResource, call: Call): DBInstance {
  const { physicalId, attributes } = resource;
  const subnetGroup = textOf(resource, 'DBSubnetGroupName');
  return {
    DBInstanceIdentifier: physicalId,
    DBInstanceArn: String(attributes.DBInstanceArn),
    DbiResourceId: String(attributes.DbiResourceId),
    DBInstanceStatus: 'available',
    ...serverFacts(resource),
    DBInstanceClass: textOf(resource, 'DBInstanceClass'),
    DBName: textOf(resource, 'DBName'),
    Endpoint: { Address: String(attributes['Endpoint.Address']), Port: Number(attributes['Endpoint.Port']) },
    AllocatedStorage: numberOf(resource, 'AllocatedStorage'),
    StorageType: textOf(resource, 'StorageType'),
    MultiAZ: isSet(resource, 'MultiAZ'),
    PubliclyAccessible: isSet(resource, 'PubliclyAccessible'),
    MaxAllocatedStorage: numberOf(resource, 'MaxAllocatedStorage'),
    PreferredBackupWindow: textOf(resource, 'PreferredBackupWindow'),
    PreferredMaintenanceWindow: textOf(resource, 'PreferredMaintenanceWindow'),
    AutoMinorVersionUpgrade: textOf(resource, 'AutoMinorVersionUpgrade') !== 'false',
    CopyTagsToSnapshot: isSet(resource, 'CopyTagsToSnapshot'),
    IAMDatabaseAuthenticationEnabled: isSet(resource, 'EnableIAMDatabaseAuthentication'),
    PerformanceInsightsEnabled: isSet(resource, 'EnablePerformanceInsights'),
    MonitoringInterval: numberOf(resource, 'MonitoringInterval') ?? 0,
    EnabledCloudwatchLogsExports: listOf(resource, 'EnableCloudwatchLogsExports'),
    DBClusterIdentifier: textOf(resource, 'DBClusterIdentifier'),
    DBSubnetGroup: subnetGroup === undefined ? undefined : subnetGroupOf(subnetGroup, call),
    VpcSecurityGroups: securityGroups(resource, 'VPCSecurityGroups'),
  };
}
