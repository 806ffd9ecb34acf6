import type { ResourceContext } from '../../../kernel/service.ts';

/** A resource's tags are its stack's and its own. */
export function ownTags(
  properties: Record<string, unknown>,
  context: ResourceContext,
): { key: string; value: string }[] {
  const own = (properties.Tags as { Key: string; Value: string }[] | undefined) ?? [];
  const tags = new Map([
    ...Object.entries(context.tags),
    ...own.map(({ Key, Value }): [string, string] => [Key, Value]),
  ]);
  return [...tags].map(([key, value]) => ({ key, value }));
}
