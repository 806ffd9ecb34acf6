import type { Tag } from '@aws-sdk/client-ec2';
import type { ResourceContext } from '../../../kernel/service.ts';

/** A resource's tags are its stack's and its own. */
export function tagResource(
  item: { Tags?: Tag[] | undefined },
  properties: Record<string, unknown>,
  context: ResourceContext,
): void {
  const own = (properties.Tags as { Key: string; Value: string }[] | undefined) ?? [];
  const tags = new Map([
    ...Object.entries(context.tags),
    ...own.map(({ Key, Value }): [string, string] => [Key, Value]),
  ]);
  item.Tags = [...tags].map(([Key, Value]) => ({ Key, Value }));
}
