import type { Call } from '../../kernel/service.ts';
import { findFunction } from './find-function.ts';
import { notFound } from './lambda-errors.ts';
import { lambdaStore } from './lambda-store.ts';

export function tagResource(input: { Resource: string; Tags: Record<string, string> }, call: Call): object {
  const tags = tagsOf(input.Resource, call);
  for (const [key, value] of Object.entries(input.Tags)) tags.set(key, value);
  return {};
}

export function untagResource(input: { Resource: string; TagKeys: string[] }, call: Call): object {
  const tags = tagsOf(input.Resource, call);
  for (const key of input.TagKeys) tags.delete(key);
  return {};
}

export function listTags(input: { Resource: string }, call: Call): { Tags: Record<string, string> } {
  return { Tags: Object.fromEntries(tagsOf(input.Resource, call)) };
}

/** Tags of a function or of an event source mapping. */
function tagsOf(arn: string, call: Call): Map<string, string> {
  const mappingId = /:event-source-mapping:(.+)$/.exec(arn)?.[1];
  if (mappingId === undefined) return findFunction(call, arn).tags;
  const mapping = lambdaStore(call.kernel, call).mappings.get(mappingId);
  if (mapping === undefined) throw notFound('The resource you requested does not exist.');
  return mapping.tags;
}
