import type { ResourceContext } from '../../../kernel/service.ts';

/** The stack's tags under the resource's own, as Step Functions writes tags. */
export function tagList(
  properties: Record<string, unknown>,
  context: ResourceContext,
): readonly { readonly key: string; readonly value: string }[] {
  const own = (properties.Tags ?? []) as readonly { readonly Key: string; readonly Value: string }[];
  const all = { ...context.tags, ...Object.fromEntries(own.map(({ Key, Value }) => [Key, Value])) };
  return Object.entries(all).map(([key, value]) => ({ key, value }));
}
