import type {
  AddTagsToResourceRequest,
  DeleteParametersRequest,
  DescribeParametersRequest,
  LabelParameterVersionRequest,
  ListTagsForResourceRequest,
  ParameterStringFilter,
  RemoveTagsFromResourceRequest,
} from '@aws-sdk/client-ssm';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { metadataOf } from './get-parameters.ts';
import { findParameter, nameOf, type Parameter, parameterArn, ssmStore } from './store.ts';

const PAGE_SIZE_DEFAULT = 50;

export function deleteParameter(input: { Name: string }, call: Call) {
  ssmStore(call.kernel, call).parameters.delete(findParameter(call, input.Name).name);
  return {};
}

export function deleteParameters(input: DeleteParametersRequest, call: Call) {
  const { parameters } = ssmStore(call.kernel, call);
  const names = [...new Set(input.Names)];
  const DeletedParameters = names.filter((name) => parameters.delete(nameOf(name)));
  return { DeletedParameters, InvalidParameters: names.filter((name) => !DeletedParameters.includes(name)) };
}

export function describeParameters(input: DescribeParametersRequest, call: Call) {
  const filters = input.ParameterFilters ?? [];
  const all = [...ssmStore(call.kernel, call).parameters.values()]
    .filter((parameter) => filters.every((filter) => passes(parameter, filter)))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const start = Number(input.NextToken ?? 0);
  const end = start + (input.MaxResults ?? PAGE_SIZE_DEFAULT);
  return {
    Parameters: all.slice(start, end).map((parameter) => ({
      ...metadataOf(parameter, parameter.versions.at(-1)!),
      ARN: parameterArn(call, parameter.name),
    })),
    ...(end < all.length ? { NextToken: String(end) } : {}),
  };
}

/** Moves a label from the version that has it. */
export function labelParameterVersion(input: LabelParameterVersionRequest, call: Call) {
  const parameter = findParameter(call, input.Name!);
  const number = input.ParameterVersion ?? parameter.versions.at(-1)!.version;
  const version = parameter.versions.find((candidate) => candidate.version === number);
  if (version === undefined) {
    const message = `Systems Manager could not find version ${number} of ${parameter.name}. Verify the version and try again.`;
    throw new AwsError('ParameterVersionNotFound', message);
  }
  const labels = input.Labels ?? [];
  const InvalidLabels = labels.filter((label) => !/^(?!aws|ssm|\d)[\w.-]{1,100}$/i.test(label));
  const good = labels.filter((label) => !InvalidLabels.includes(label));
  for (const other of parameter.versions) other.labels = other.labels.filter((label) => !good.includes(label));
  version.labels = [...version.labels, ...good];
  return { InvalidLabels, ParameterVersion: number };
}

export function addTagsToResource(input: AddTagsToResourceRequest, call: Call) {
  const parameter = taggable(input.ResourceType, input.ResourceId, call);
  for (const { Key, Value } of input.Tags ?? []) parameter.tags.set(Key!, Value!);
  return {};
}

export function removeTagsFromResource(input: RemoveTagsFromResourceRequest, call: Call) {
  const parameter = taggable(input.ResourceType, input.ResourceId, call);
  for (const key of input.TagKeys ?? []) parameter.tags.delete(key);
  return {};
}

export function listTagsForResource(input: ListTagsForResourceRequest, call: Call) {
  const { tags } = taggable(input.ResourceType, input.ResourceId, call);
  return { TagList: [...tags].map(([Key, Value]) => ({ Key, Value })) };
}

function taggable(type: string | undefined, id: string | undefined, call: Call): Parameter {
  const parameter = type === 'Parameter' ? ssmStore(call.kernel, call).parameters.get(id ?? '') : undefined;
  if (parameter === undefined)
    throw new AwsError(
      'InvalidResourceId',
      'The resource ID is not valid. Verify that you entered the correct ID and try again.',
    );
  return parameter;
}

function passes(parameter: Parameter, { Key, Option = 'Equals', Values = [] }: ParameterStringFilter): boolean {
  const latest = parameter.versions.at(-1)!;
  const has = (text: string | undefined) => text !== undefined && Values.some((value) => compare(text, value, Option));
  if (Key === 'Name') return has(parameter.name);
  if (Key === 'Type') return has(latest.type);
  if (Key === 'KeyId') return has(latest.keyId);
  if (Key === 'Tier') return has(latest.tier);
  if (Key === 'Path') {
    return Values.some((path) => {
      const prefix = path.endsWith('/') ? path : `${path}/`;
      const rest = parameter.name.startsWith(prefix) ? parameter.name.slice(prefix.length) : undefined;
      return rest !== undefined && (Option === 'Recursive' || !rest.includes('/'));
    });
  }
  if (Key?.startsWith('tag:'))
    return parameter.tags.has(Key.slice(4)) && (Values.length === 0 || has(parameter.tags.get(Key.slice(4))));
  throw new AwsError('InvalidFilterKey', `The following filter key is not valid: ${Key}.`);
}

function compare(text: string, value: string, option: string): boolean {
  if (option === 'BeginsWith') return text.startsWith(value);
  return option === 'Contains' ? text.includes(value) : text === value;
}
