import type { DBCluster, DBInstance } from '@aws-sdk/client-rds';
import { notImplemented } from '../../../kernel/errors.ts';
import type { ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { getSecretValue, putSecretValue } from '../secret-values.ts';

/** The members written into the secret, and removed on deletion. */
interface Address {
  readonly engine: string | undefined;
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly dbname: string | undefined;
  readonly dbInstanceIdentifier?: string | undefined;
  readonly dbClusterIdentifier?: string | undefined;
}

const ADDED = ['engine', 'host', 'port', 'dbname', 'dbInstanceIdentifier', 'dbClusterIdentifier'];

/** AWS::SecretsManager::SecretTargetAttachment: writes a database's address into the secret with its password. */
export const secretTargetAttachmentType: ResourceType = {
  typeName: 'AWS::SecretsManager::SecretTargetAttachment',
  timing: 'model',
  async create(properties, context) {
    const { SecretId } = properties as { SecretId: string };
    await attach(properties, context);
    return { physicalId: SecretId, attributes: { Id: SecretId } };
  },
  async update(resource, properties, _previous, context) {
    await attach(properties, context);
    return resource;
  },
  async delete({ physicalId }, _properties, context) {
    const before = readMembers(physicalId, context);
    const left = Object.fromEntries(Object.entries(before).filter(([name]) => !ADDED.includes(name)));
    putSecretValue({ SecretId: physicalId, SecretString: JSON.stringify(left) }, context);
  },
};

async function attach(properties: Record<string, unknown>, context: ResourceContext): Promise<void> {
  const { SecretId, TargetId, TargetType } = properties as Record<'SecretId' | 'TargetId' | 'TargetType', string>;
  const read = ADDRESSES[TargetType];
  if (read === undefined) throw notImplemented('secretsmanager', `attachment to ${TargetType}`);
  const added = await read(TargetId, context);
  const SecretString = JSON.stringify({ ...readMembers(SecretId, context), ...added });
  putSecretValue({ SecretId, SecretString }, context);
}

function readMembers(SecretId: string, context: ResourceContext): Record<string, unknown> {
  return JSON.parse(getSecretValue({ SecretId }, context).SecretString ?? '{}') as Record<string, unknown>;
}

const ADDRESSES: Readonly<Record<string, (id: string, context: ResourceContext) => Promise<Address>>> = {
  'AWS::RDS::DBInstance': instanceAddress,
  'AWS::RDS::DBCluster': clusterAddress,
};

async function instanceAddress(DBInstanceIdentifier: string, { kernel, account, region }: ResourceContext) {
  const accountRegion = { account, region };
  const answer = await kernel.invoke<{ DBInstances: DBInstance[] }>(
    'rds',
    'DescribeDBInstances',
    { DBInstanceIdentifier },
    accountRegion,
  );
  const [database] = answer.DBInstances;
  return {
    engine: database?.Engine,
    host: database?.Endpoint?.Address,
    port: database?.Endpoint?.Port,
    dbname: database?.DBName,
    dbInstanceIdentifier: database?.DBInstanceIdentifier,
  };
}

async function clusterAddress(DBClusterIdentifier: string, { kernel, account, region }: ResourceContext) {
  const accountRegion = { account, region };
  const answer = await kernel.invoke<{ DBClusters: DBCluster[] }>(
    'rds',
    'DescribeDBClusters',
    { DBClusterIdentifier },
    accountRegion,
  );
  const [cluster] = answer.DBClusters;
  return {
    engine: cluster?.Engine,
    host: cluster?.Endpoint,
    port: cluster?.Port,
    dbname: cluster?.DatabaseName,
    dbClusterIdentifier: cluster?.DBClusterIdentifier,
  };
}
