import { isTrue, text } from '../../../kernel/property-values.ts';
import type { CreatedResource } from '../../../kernel/service.ts';
import type { ResourceRequest } from '../../../resource-types/checked-type.ts';

const SECRET = 'MasterUserSecret.SecretArn';
const PASSWORD_LENGTH = 28;

/** Creates the secret of the master user where RDS manages its password, and deletes it where RDS no longer does. */
export async function managedSecret(
  resource: CreatedResource,
  kind: 'cluster' | 'db',
  { properties, previous = {}, context }: ResourceRequest,
): Promise<Readonly<Record<string, unknown>>> {
  const isManaged = isTrue(properties, 'ManageMasterUserPassword');
  const wasManaged = isTrue(previous, 'ManageMasterUserPassword');
  if (isManaged === wasManaged) return {};
  if (!isManaged) {
    await forget(resource, context);
    return {};
  }
  const { kernel } = context;
  const { RandomPassword } = await kernel.invoke<{ RandomPassword: string }>(
    'secretsmanager',
    'GetRandomPassword',
    { PasswordLength: PASSWORD_LENGTH, ExcludeCharacters: '/@"\'\\' },
    context,
  );
  const secret = {
    Name: `rds!${kind}-${kernel.random.uuid()}`,
    OwningService: 'rds',
    Description: `Secret associated with primary RDS DB ${kind === 'db' ? 'instance' : 'cluster'}: ${resource.physicalId}`,
    KmsKeyId: (properties.MasterUserSecret as { KmsKeyId?: string } | undefined)?.KmsKeyId,
    SecretString: JSON.stringify({ username: userOf(properties), password: RandomPassword }),
  };
  const { ARN } = await kernel.invoke<{ ARN: string }>('secretsmanager', 'CreateSecret', secret, context);
  return { [SECRET]: ARN };
}

/** Deletes the secret with its database. */
export async function removeManagedSecret(
  resource: CreatedResource,
  { properties, context }: ResourceRequest,
): Promise<void> {
  if (isTrue(properties, 'ManageMasterUserPassword')) await forget(resource, context);
}

async function forget(
  { attributes = {} }: CreatedResource,
  { kernel, ...accountRegion }: ResourceRequest['context'],
): Promise<void> {
  const request = { SecretId: String(attributes[SECRET]), ForceDeleteWithoutRecovery: true };
  await kernel.invoke('secretsmanager', 'DeleteSecret', request, accountRegion);
}

/** A restored database has the snapshot's master user, whose name is not recorded. */
function userOf(properties: Readonly<Record<string, unknown>>): string {
  return text(properties, 'MasterUsername') ?? 'admin';
}
