import { AwsError } from '../../../kernel/errors.ts';
import type { ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { type PasswordRequirements, randomPassword } from '../random-password.ts';
import { createSecret, deleteSecret, updateSecret } from '../secret-operations.ts';
import { findSecret, secretStore } from '../store.ts';

interface SecretProperties {
  readonly Name?: string;
  readonly Description?: string;
  readonly KmsKeyId?: string;
  readonly SecretString?: string;
  readonly GenerateSecretString?: PasswordRequirements & {
    readonly SecretStringTemplate?: string;
    readonly GenerateStringKey?: string;
  };
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
}

/** AWS::SecretsManager::Secret: `Ref` is the ARN. CloudFormation deletes it without a recovery window. */
export const secretType: ResourceType = {
  typeName: 'AWS::SecretsManager::Secret',
  timing: 'model',
  async create(raw, context) {
    const properties = raw as SecretProperties;
    const Name = properties.Name ?? context.physicalName(64);
    const { ARN } = createSecret(
      { Name, ...described(properties), SecretString: secretText(properties, context) },
      context,
    );
    findSecret(context, ARN).tags = tagsOf(properties, context);
    return { physicalId: ARN, attributes: { Id: ARN } };
  },
  async update(resource, raw, previous, context) {
    const properties = raw as SecretProperties;
    const before = previous as SecretProperties;
    const isNewValue =
      properties.SecretString !== before.SecretString ||
      JSON.stringify(properties.GenerateSecretString) !== JSON.stringify(before.GenerateSecretString);
    const value = isNewValue ? { SecretString: secretText(properties, context) } : {};
    updateSecret({ SecretId: resource.physicalId, ...described(properties), ...value }, context);
    findSecret(context, resource.physicalId).tags = tagsOf(properties, context);
    return resource;
  },
  async delete({ physicalId }, _properties, context) {
    const isThere = [...secretStore(context.kernel, context).secrets.values()].some(({ arn }) => arn === physicalId);
    if (isThere) deleteSecret({ SecretId: physicalId, ForceDeleteWithoutRecovery: true }, context);
  },
};

function described({ Description, KmsKeyId }: SecretProperties) {
  return {
    ...(Description === undefined ? {} : { Description }),
    ...(KmsKeyId === undefined ? {} : { KmsKeyId }),
  };
}

/** A generated value is a plain password, or a member added to the template's JSON. */
function secretText(
  { SecretString, GenerateSecretString: requirements }: SecretProperties,
  context: ResourceContext,
): string {
  if (requirements === undefined) return SecretString ?? randomPassword({}, context.kernel);
  const length = requirements.PasswordLength === undefined ? undefined : Number(requirements.PasswordLength);
  const password = randomPassword({ ...requirements, PasswordLength: length }, context.kernel);
  const { SecretStringTemplate, GenerateStringKey } = requirements;
  if (SecretStringTemplate === undefined || GenerateStringKey === undefined) return password;
  try {
    return JSON.stringify({ ...(JSON.parse(SecretStringTemplate) as object), [GenerateStringKey]: password });
  } catch {
    throw new AwsError('InvalidRequest', 'Could not parse SecretStringTemplate JSON.');
  }
}

function tagsOf(properties: SecretProperties, context: ResourceContext): Map<string, string> {
  const own = (properties.Tags ?? []).map(({ Key, Value }) => [Key, Value] as const);
  return new Map([...Object.entries(context.tags), ...own]);
}
