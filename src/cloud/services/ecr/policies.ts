import type {
  PutLifecyclePolicyRequest,
  SetRepositoryPolicyRequest,
  TagResourceRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-ecr';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { findRepository, type Repository, registryOf } from './store.ts';

interface RepositoryRequest {
  readonly registryId?: string;
  readonly repositoryName?: string;
}

export function setRepositoryPolicy(input: SetRepositoryPolicyRequest, call: Call) {
  const repository = findRepository(input.repositoryName, registryOf(call, input.registryId));
  repository.policyText = documentText(input.policyText, 'policyText');
  return { ...identity(repository), policyText: repository.policyText };
}

export function getRepositoryPolicy(input: RepositoryRequest, call: Call) {
  const repository = findRepository(input.repositoryName, registryOf(call, input.registryId));
  if (repository.policyText === undefined) throw missingPolicy('RepositoryPolicyNotFoundException', repository);
  return { ...identity(repository), policyText: repository.policyText };
}

export function deleteRepositoryPolicy(input: RepositoryRequest, call: Call) {
  const answer = getRepositoryPolicy(input, call);
  findRepository(input.repositoryName, registryOf(call, input.registryId)).policyText = undefined;
  return answer;
}

export function putLifecyclePolicy(input: PutLifecyclePolicyRequest, call: Call) {
  const repository = findRepository(input.repositoryName, registryOf(call, input.registryId));
  const text = documentText(input.lifecyclePolicyText, 'lifecyclePolicyText');
  repository.lifecycle = { text, evaluatedAt: new Date(call.kernel.clock.now()) };
  return { ...identity(repository), lifecyclePolicyText: text };
}

export function getLifecyclePolicy(input: RepositoryRequest, call: Call) {
  const repository = findRepository(input.repositoryName, registryOf(call, input.registryId));
  if (repository.lifecycle === undefined) throw missingPolicy('LifecyclePolicyNotFoundException', repository);
  const { text, evaluatedAt } = repository.lifecycle;
  return { ...identity(repository), lifecyclePolicyText: text, lastEvaluatedAt: evaluatedAt };
}

export function deleteLifecyclePolicy(input: RepositoryRequest, call: Call) {
  const answer = getLifecyclePolicy(input, call);
  findRepository(input.repositoryName, registryOf(call, input.registryId)).lifecycle = undefined;
  return answer;
}

export function tagResource(input: TagResourceRequest, call: Call) {
  const repository = repositoryByArn(input.resourceArn, call);
  for (const tag of input.tags ?? []) repository.tags.set(tag.Key!, tag.Value ?? '');
  return {};
}

export function untagResource(input: UntagResourceRequest, call: Call) {
  const repository = repositoryByArn(input.resourceArn, call);
  for (const key of input.tagKeys ?? []) repository.tags.delete(key);
  return {};
}

export function listTagsForResource(input: { resourceArn?: string }, call: Call) {
  const repository = repositoryByArn(input.resourceArn, call);
  return { tags: [...repository.tags].map(([Key, Value]) => ({ Key, Value })) };
}

function repositoryByArn(arn: string | undefined, call: Call): Repository {
  const name = /^arn:aws:ecr:[^:]+:\d+:repository\/(.+)$/.exec(arn ?? '')?.[1];
  if (name === undefined) {
    throw new AwsError(
      'InvalidParameterException',
      `Invalid parameter at 'resourceArn': '${arn}' is not a repository ARN`,
    );
  }
  return findRepository(name, call);
}

function identity(repository: Repository) {
  return { registryId: repository.registryId, repositoryName: repository.name };
}

function documentText(text: string | undefined, parameter: string): string {
  try {
    JSON.parse(text ?? '');
    return text ?? '';
  } catch {
    throw new AwsError(
      'InvalidParameterException',
      `Invalid parameter at '${parameter}' failed to satisfy constraint: 'Invalid JSON'`,
    );
  }
}

function missingPolicy(code: string, repository: Repository): AwsError {
  const kind = code.startsWith('Lifecycle') ? 'Lifecycle policy' : 'Repository policy';
  return new AwsError(
    code,
    `${kind} does not exist for the repository with name '${repository.name}' in the registry with id '${repository.registryId}'`,
  );
}
