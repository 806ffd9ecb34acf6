import type {
  CreateRepositoryRequest,
  DeleteRepositoryRequest,
  DescribeRepositoriesRequest,
  PutImageScanningConfigurationRequest,
  PutImageTagMutabilityRequest,
} from '@aws-sdk/client-ecr';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { ecrStore, findRepository, type Repository, registryOf } from './store.ts';

const NAME = /^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/;
const PAGE_SIZE = 100;

export function createRepository(input: CreateRepositoryRequest, call: Call) {
  const store = ecrStore(call);
  const name = input.repositoryName!;
  if (!NAME.test(name) || name.length < 2 || name.length > 256) {
    throw new AwsError(
      'InvalidParameterException',
      `Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must satisfy regular expression '${NAME.source}''`,
    );
  }
  if (store.repositories.has(name)) {
    throw new AwsError(
      'RepositoryAlreadyExistsException',
      `The repository with name '${name}' already exists in the registry with id '${call.account}'`,
    );
  }
  const repository: Repository = {
    name,
    arn: `arn:aws:ecr:${call.region}:${call.account}:repository/${name}`,
    uri: `${call.account}.dkr.ecr.${call.region}.amazonaws.com/${name}`,
    registryId: call.account,
    createdAt: new Date(call.kernel.clock.now()),
    encryption: { encryptionType: 'AES256', ...input.encryptionConfiguration },
    tagMutability: input.imageTagMutability ?? 'MUTABLE',
    scanning: { scanOnPush: input.imageScanningConfiguration?.scanOnPush ?? false },
    policyText: undefined,
    lifecycle: undefined,
    tags: new Map((input.tags ?? []).map((tag) => [tag.Key!, tag.Value ?? ''])),
    layers: new Map(),
    images: new Map(),
    digestByTag: new Map(),
  };
  store.repositories.set(name, repository);
  return { repository: describe(repository) };
}

export function describeRepositories(input: DescribeRepositoriesRequest, call: Call) {
  const registry = registryOf(call, input.registryId);
  if (input.repositoryNames !== undefined) {
    return { repositories: input.repositoryNames.map((name) => describe(findRepository(name, registry))) };
  }
  const all = [...ecrStore(registry).repositories.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const start = Number(input.nextToken ?? 0);
  const end = start + (input.maxResults ?? PAGE_SIZE);
  return {
    repositories: all.slice(start, end).map(describe),
    ...(end < all.length ? { nextToken: String(end) } : {}),
  };
}

export function deleteRepository(input: DeleteRepositoryRequest, call: Call) {
  const repository = findRepository(input.repositoryName, registryOf(call, input.registryId));
  if (repository.images.size > 0 && input.force !== true) {
    throw new AwsError(
      'RepositoryNotEmptyException',
      `The repository with name '${repository.name}' in registry with id '${repository.registryId}' cannot be deleted because it still contains images`,
    );
  }
  ecrStore(registryOf(call, input.registryId)).repositories.delete(repository.name);
  return { repository: describe(repository) };
}

export function putImageTagMutability(input: PutImageTagMutabilityRequest, call: Call) {
  const repository = findRepository(input.repositoryName, registryOf(call, input.registryId));
  repository.tagMutability = input.imageTagMutability!;
  return {
    registryId: repository.registryId,
    repositoryName: repository.name,
    imageTagMutability: repository.tagMutability,
  };
}

export function putImageScanningConfiguration(input: PutImageScanningConfigurationRequest, call: Call) {
  const repository = findRepository(input.repositoryName, registryOf(call, input.registryId));
  repository.scanning = { scanOnPush: input.imageScanningConfiguration?.scanOnPush ?? false };
  return {
    registryId: repository.registryId,
    repositoryName: repository.name,
    imageScanningConfiguration: repository.scanning,
  };
}

function describe(repository: Repository) {
  return {
    repositoryArn: repository.arn,
    registryId: repository.registryId,
    repositoryName: repository.name,
    repositoryUri: repository.uri,
    createdAt: repository.createdAt,
    imageTagMutability: repository.tagMutability,
    imageScanningConfiguration: repository.scanning,
    encryptionConfiguration: repository.encryption,
  };
}
