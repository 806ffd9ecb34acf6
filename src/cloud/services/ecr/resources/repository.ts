import type { CreateRepositoryRequest } from '@aws-sdk/client-ecr';
import { AwsError } from '../../../kernel/errors.ts';
import type { CreatedResource, ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { putLifecyclePolicy, setRepositoryPolicy } from '../policies.ts';
import { createRepository, deleteRepository } from '../repositories.ts';
import { ecrStore, findRepository } from '../store.ts';

interface RepositoryProperties {
  readonly RepositoryName?: string;
  readonly ImageTagMutability?: 'MUTABLE' | 'IMMUTABLE';
  readonly ImageScanningConfiguration?: { readonly ScanOnPush?: boolean | string };
  readonly EncryptionConfiguration?: { readonly EncryptionType?: 'AES256' | 'KMS'; readonly KmsKey?: string };
  readonly RepositoryPolicyText?: object | string;
  readonly LifecyclePolicy?: { readonly LifecyclePolicyText?: string };
  readonly EmptyOnDelete?: boolean | string;
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
}

/** `AWS::ECR::Repository`: deleting one that holds images fails unless `EmptyOnDelete` is set. */
export const repositoryType: ResourceType = {
  typeName: 'AWS::ECR::Repository',
  timing: 'model',
  async create(properties: RepositoryProperties, context) {
    const name = properties.RepositoryName ?? context.physicalName(256).toLowerCase();
    const request: CreateRepositoryRequest = {
      repositoryName: name,
      ...(properties.EncryptionConfiguration === undefined
        ? {}
        : {
            encryptionConfiguration: {
              encryptionType: properties.EncryptionConfiguration.EncryptionType ?? 'AES256',
              kmsKey: properties.EncryptionConfiguration.KmsKey,
            },
          }),
    };
    createRepository(request, context);
    return configure(name, properties, context);
  },
  async update(resource, properties: RepositoryProperties, _previous, context) {
    return configure(resource.physicalId, properties, context);
  },
  async delete(resource, properties: RepositoryProperties, context) {
    if (!ecrStore(context).repositories.has(resource.physicalId)) return;
    const force = String(properties.EmptyOnDelete ?? false) === 'true';
    deleteRepository({ repositoryName: resource.physicalId, force }, context);
  },
};

function configure(name: string, properties: RepositoryProperties, context: ResourceContext): CreatedResource {
  const repository = findRepository(name, context);
  repository.tagMutability = properties.ImageTagMutability ?? 'MUTABLE';
  repository.scanning = { scanOnPush: String(properties.ImageScanningConfiguration?.ScanOnPush ?? false) === 'true' };
  repository.policyText = undefined;
  repository.lifecycle = undefined;
  if (properties.RepositoryPolicyText !== undefined) {
    const policy = properties.RepositoryPolicyText;
    const policyText = typeof policy === 'string' ? policy : JSON.stringify(policy);
    setRepositoryPolicy({ repositoryName: name, policyText }, context);
  }
  const lifecyclePolicyText = properties.LifecyclePolicy?.LifecyclePolicyText;
  if (lifecyclePolicyText !== undefined) putLifecyclePolicy({ repositoryName: name, lifecyclePolicyText }, context);
  repository.tags.clear();
  for (const [key, value] of Object.entries(context.tags)) repository.tags.set(key, value);
  for (const tag of properties.Tags ?? []) repository.tags.set(tag.Key, tag.Value);
  if (repository.tags.size > 50) throw new AwsError('TooManyTagsException', 'A repository has at most 50 tags');
  return { physicalId: name, attributes: { Arn: repository.arn, RepositoryUri: repository.uri } };
}
