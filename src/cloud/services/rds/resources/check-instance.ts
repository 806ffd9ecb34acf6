import { AwsError } from '../../../kernel/errors.ts';
import { isTrue, number, text } from '../../../kernel/property-values.ts';
import type { CreatedResource } from '../../../kernel/service.ts';
import type { ResourceRequest } from '../../../resource-types/checked-type.ts';
import { findGenericResource } from '../../../resource-types/generic-registry.ts';
import { checkParameterGroup, checkUpgrade } from './check-engine.ts';
import { checkNetwork } from './check-network.ts';
import { checkSnapshot } from './check-snapshot.ts';

const ENGINES =
  /^(aurora-mysql|aurora-postgresql|mariadb|mysql|postgres|(custom-)?(oracle|sqlserver)-[a-z0-9-]+|db2-(ae|se))$/;
const CLASSES = /^db\.(serverless|[a-z0-9-]+\.[a-z0-9.]+)$/;
const STORAGE_GIB_MIN: Readonly<Record<string, number>> = { gp2: 5, gp3: 20, io1: 100, io2: 100, standard: 5 };

/** Throws RDS's error for an instance that it would refuse to create or modify. */
export async function checkInstance(request: ResourceRequest): Promise<void> {
  const { properties } = request;
  const engine = text(properties, 'Engine');
  const instanceClass = text(properties, 'DBInstanceClass');
  if (engine !== undefined && !ENGINES.test(engine)) throw invalidValue('Invalid DB engine');
  if (instanceClass !== undefined && !CLASSES.test(instanceClass)) {
    throw invalidValue(`Invalid DB Instance class: ${instanceClass}`);
  }
  if (text(properties, 'DBClusterIdentifier') !== undefined) return checkMember(request);
  checkUser(request);
  checkStorage(request);
  checkBackups(request);
  checkUpgrade(request);
  checkSnapshot(request, { database: 'DBInstance', property: 'DBSnapshotIdentifier', errorCode: 'DBSnapshotNotFound' });
  checkParameterGroup(request, { typeName: 'AWS::RDS::DBParameterGroup', property: 'DBParameterGroupName' });
  await checkNetwork(request, 'VPCSecurityGroups');
}

export async function checkInstanceDeletion(
  _resource: CreatedResource,
  { properties }: ResourceRequest,
): Promise<void> {
  if (!isTrue(properties, 'DeletionProtection')) return;
  throw invalidCombination('Cannot delete protected DB Instance, please disable deletion protection and try again.');
}

function checkMember({ properties, context }: ResourceRequest): void {
  const physicalId = text(properties, 'DBClusterIdentifier')!;
  const cluster = findGenericResource(context.kernel, context, { typeName: 'AWS::RDS::DBCluster', physicalId });
  if (cluster === undefined) {
    throw new AwsError('DBClusterNotFoundFault', `Could not find cluster: ${physicalId}`, 404);
  }
  const isServerless = text(properties, 'DBInstanceClass') === 'db.serverless';
  if (isServerless && cluster.properties.ServerlessV2ScalingConfiguration === undefined) {
    throw new AwsError(
      'InvalidDBClusterStateFault',
      'Set the Serverless v2 scaling configuration on the parent DB cluster before creating a Serverless v2 DB instance.',
    );
  }
}

function checkUser({ properties }: ResourceRequest): void {
  const isManaged = isTrue(properties, 'ManageMasterUserPassword');
  const hasPassword = text(properties, 'MasterUserPassword') !== undefined;
  if (isManaged && hasPassword) {
    throw invalidCombination(
      "You can't specify MasterUserPassword for an instance with ManageMasterUserPassword enabled.",
    );
  }
  const isCopy = ['DBSnapshotIdentifier', 'SourceDBInstanceIdentifier', 'RestoreTime'].some(
    (name) => name in properties,
  );
  if (isCopy) return;
  if (text(properties, 'MasterUsername') === undefined) throw missing('MasterUsername');
  if (!isManaged && !hasPassword) throw missing('MasterUserPassword');
}

function checkStorage({ properties, previous = {} }: ResourceRequest): void {
  const [wanted, most] = [number(properties, 'AllocatedStorage'), number(properties, 'MaxAllocatedStorage')];
  const type = text(properties, 'StorageType') ?? 'gp2';
  if (wanted !== undefined && wanted < (STORAGE_GIB_MIN[type] ?? 0)) {
    const engine = text(properties, 'Engine');
    throw invalidCombination(`Invalid storage size for engine name ${engine} and storage type ${type}: ${wanted}`);
  }
  if (wanted !== undefined && most !== undefined && most * 10 < wanted * 11) {
    throw invalidCombination('Max storage size must be greater than storage size by at least 10 percent');
  }
  const current = number(previous, 'AllocatedStorage');
  if (wanted !== undefined && current !== undefined && wanted < current) {
    throw invalidCombination(
      `Requested storage size (${wanted}) cannot be less than the current storage size (${current})`,
    );
  }
}

function checkBackups({ properties }: ResourceRequest): void {
  const days = number(properties, 'BackupRetentionPeriod') ?? 1;
  if (days >= 0 && days <= 35) return;
  throw invalidValue(`Invalid backup retention period: ${days}. Must be between 0 and 35`);
}

function missing(name: string): AwsError {
  return invalidValue(`The parameter ${name} must be provided and must not be blank.`);
}

function invalidValue(message: string): AwsError {
  return new AwsError('InvalidParameterValue', message);
}

function invalidCombination(message: string): AwsError {
  return new AwsError('InvalidParameterCombination', message);
}
