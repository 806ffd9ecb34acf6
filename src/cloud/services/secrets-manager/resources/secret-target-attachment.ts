import { notImplemented } from '../../../kernel/errors.ts';
import type { ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { getSecretValue, putSecretValue } from '../secret-values.ts';

interface Database {
  readonly DBInstanceIdentifier?: string;
  readonly Engine?: string;
  readonly DBName?: string;
  readonly Endpoint?: { readonly Address?: string; readonly Port?: number };
}

const ADDED = ['engine', 'host', 'port', 'dbname', 'dbInstanceIdentifier'];

/** AWS::SecretsManager::SecretTargetAttachment: writes a database's address into the secret of its password. */
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
  if (TargetType !== 'AWS::RDS::DBInstance') throw notImplemented('secretsmanager', `attachment to ${TargetType}`);
  const { DBInstances } = await context.kernel.invoke<{ DBInstances: Database[] }>(
    'rds',
    'DescribeDBInstances',
    { DBInstanceIdentifier: TargetId },
    context,
  );
  const database = DBInstances[0]!;
  const added = {
    engine: database.Engine,
    host: database.Endpoint?.Address,
    port: database.Endpoint?.Port,
    dbname: database.DBName,
    dbInstanceIdentifier: database.DBInstanceIdentifier,
  };
  const SecretString = JSON.stringify({ ...readMembers(SecretId, context), ...added });
  putSecretValue({ SecretId, SecretString }, context);
}

function readMembers(SecretId: string, context: ResourceContext): Record<string, unknown> {
  return JSON.parse(getSecretValue({ SecretId }, context).SecretString ?? '{}') as Record<string, unknown>;
}
