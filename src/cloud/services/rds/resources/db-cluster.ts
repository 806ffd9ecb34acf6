import { AwsError } from '../../../kernel/errors.ts';
import { isTrue, number, text } from '../../../kernel/property-values.ts';
import type { CreatedResource } from '../../../kernel/service.ts';
import { checkedType, type ResourceRequest } from '../../../resource-types/checked-type.ts';
import { genericResources } from '../../../resource-types/generic-registry.ts';
import { checkParameterGroup, checkUpgrade } from './check-engine.ts';
import { checkNetwork } from './check-network.ts';
import { checkSnapshot } from './check-snapshot.ts';
import { managedSecret, removeManagedSecret } from './managed-secret.ts';

/** AWS::RDS::DBCluster: `Ref` is the identifier. It is reachable through its instances only. */
export const dbClusterType = checkedType({
  typeName: 'AWS::RDS::DBCluster',
  check: checkCluster,
  attributes: (resource, request) => managedSecret(resource, 'cluster', request),
  checkDeletion: checkClusterDeletion,
  remove: removeManagedSecret,
});

async function checkCluster(request: ResourceRequest): Promise<void> {
  const { properties } = request;
  const engine = text(properties, 'Engine') ?? '';
  if (!/^(aurora-(mysql|postgresql)|mysql|postgres|neptune)$/.test(engine)) {
    throw new AwsError('InvalidParameterValue', 'Invalid DB engine');
  }
  const days = number(properties, 'BackupRetentionPeriod') ?? 1;
  if (!(days >= 1 && days <= 35)) {
    throw new AwsError('InvalidParameterValue', `Invalid backup retention period: ${days}. Must be between 1 and 35`);
  }
  checkUser(request);
  checkCapacity(request);
  checkUpgrade(request);
  checkSnapshot(request, {
    database: 'DBCluster',
    property: 'SnapshotIdentifier',
    errorCode: 'DBClusterSnapshotNotFoundFault',
  });
  const group = { typeName: 'AWS::RDS::DBClusterParameterGroup', property: 'DBClusterParameterGroupName' };
  checkParameterGroup(request, group);
  await checkNetwork(request, 'VpcSecurityGroupIds');
}

function checkUser({ properties }: ResourceRequest): void {
  const isManaged = isTrue(properties, 'ManageMasterUserPassword');
  const hasPassword = text(properties, 'MasterUserPassword') !== undefined;
  if (isManaged && hasPassword) {
    throw new AwsError(
      'InvalidParameterCombination',
      "You can't specify MasterUserPassword for a cluster with ManageMasterUserPassword enabled.",
    );
  }
  const isCopy = ['SnapshotIdentifier', 'SourceDBClusterIdentifier', 'GlobalClusterIdentifier'].some(
    (name) => name in properties,
  );
  if (isCopy) return;
  if (text(properties, 'MasterUsername') !== undefined && (isManaged || hasPassword)) return;
  const name = text(properties, 'MasterUsername') === undefined ? 'MasterUsername' : 'MasterUserPassword';
  throw new AwsError('InvalidParameterValue', `The parameter ${name} must be provided and must not be blank.`);
}

/** Capacity is a multiple of 0.5. */
function checkCapacity({ properties }: ResourceRequest): void {
  const scaling = properties.ServerlessV2ScalingConfiguration as Readonly<Record<string, unknown>> | undefined;
  if (scaling === undefined) return;
  const [least = 0.5, most = 1] = [number(scaling, 'MinCapacity'), number(scaling, 'MaxCapacity')];
  const isInHalves = [least, most].every((units) => Number.isInteger(units * 2));
  if (isInHalves && least >= 0 && most >= 1 && most <= 256 && least <= most) return;
  throw new AwsError(
    'InvalidParameterValue',
    'Serverless v2 maximum capacity must be between 1.0 and 256.0, minimum capacity between 0.0 and maximum capacity, in increments of 0.5.',
  );
}

async function checkClusterDeletion(
  { physicalId }: CreatedResource,
  { properties, context }: ResourceRequest,
): Promise<void> {
  if (isTrue(properties, 'DeletionProtection')) {
    throw new AwsError(
      'InvalidParameterCombination',
      'Cannot delete protected Cluster, please disable deletion protection and try again.',
    );
  }
  const members = genericResources(context.kernel, context, 'AWS::RDS::DBInstance').filter(
    (instance) => text(instance.properties, 'DBClusterIdentifier') === physicalId,
  );
  if (members.length === 0) return;
  throw new AwsError(
    'InvalidDBClusterStateFault',
    'Cluster cannot be deleted, it still contains DB instances in non-deleting state.',
  );
}
