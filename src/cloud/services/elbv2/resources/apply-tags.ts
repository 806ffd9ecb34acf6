import type { ResourceContext } from '../../../kernel/service.ts';

/** A resource's tags are its stack's and its own. */
export function applyTags(
  tags: Map<string, string>,
  own: readonly { readonly Key: string; readonly Value: string }[] | undefined,
  context: ResourceContext,
): void {
  tags.clear();
  for (const [key, value] of Object.entries(context.tags)) tags.set(key, value);
  for (const { Key, Value } of own ?? []) tags.set(Key, Value);
}
