import type { ChangeTagsForResourceRequest, ListTagsForResourceRequest } from '@aws-sdk/client-route-53';
import { AwsError, notImplemented } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { type HostedZone, route53Store } from './store.ts';

// https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeTagsForResource.html
const CHANGED_TAGS_MAX = 10;

interface Tag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

type Tagged = Pick<ListTagsForResourceRequest, 'ResourceType' | 'ResourceId'>;

export function listTagsForResource({ ResourceType, ResourceId }: ListTagsForResourceRequest, call: Call) {
  const { tags } = taggedZone(call, { ResourceType, ResourceId });
  return { ResourceTagSet: { ResourceType, ResourceId, Tags: [...tags].map(([Key, Value]) => ({ Key, Value })) } };
}

export function changeTagsForResource({ AddTags, RemoveTagKeys, ...tagged }: ChangeTagsForResourceRequest, call: Call) {
  const { tags } = taggedZone(call, tagged);
  if (AddTags === undefined && RemoveTagKeys === undefined) {
    throw new AwsError('InvalidInput', 'At least one of AddTags and RemoveTagKeys must be specified.');
  }
  if (Math.max(AddTags?.length ?? 0, RemoveTagKeys?.length ?? 0) > CHANGED_TAGS_MAX) {
    throw new AwsError('InvalidInput', `At most ${CHANGED_TAGS_MAX} tags can be added or removed in one request.`);
  }
  for (const key of RemoveTagKeys ?? []) tags.delete(key);
  for (const { Key = '', Value = '' } of AddTags ?? []) tags.set(Key, Value);
  return {};
}

/** The tags of a zone that a stack owns: the stack's, then its own. */
export function setTags(
  { tags }: HostedZone,
  ofStack: Readonly<Record<string, string>>,
  own: readonly Tag[] = [],
): void {
  tags.clear();
  for (const [key, value] of Object.entries(ofStack)) tags.set(key, value);
  for (const { Key = '', Value = '' } of own) tags.set(Key, Value);
}

function taggedZone(call: Call, { ResourceType, ResourceId }: Tagged): HostedZone {
  if (ResourceType !== 'hostedzone') throw notImplemented('route53', `tags of a ${ResourceType}`);
  const zone = route53Store(call).zones.get(ResourceId ?? '');
  if (zone === undefined) throw new AwsError('NoSuchHostedZone', `No hosted zone found with ID: ${ResourceId}`, 404);
  return zone;
}
