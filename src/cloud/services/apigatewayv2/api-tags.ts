import type { Call } from '../../kernel/service.ts';
import { findApi } from './http-api-store.ts';

/** Tags of `arn:aws:apigateway:<region>::/apis/<id>` and of its stages. */
export const apiTagOperations = {
  GetTags: ({ ResourceArn }: { ResourceArn: string }, call: Call) => ({
    Tags: { ...taggedOf(ResourceArn, call).Tags },
  }),
  TagResource({ ResourceArn, Tags }: { ResourceArn: string; Tags: Record<string, string> }, call: Call) {
    const tagged = taggedOf(ResourceArn, call);
    tagged.Tags = { ...tagged.Tags, ...Tags };
    return {};
  },
  UntagResource({ ResourceArn, TagKeys }: { ResourceArn: string; TagKeys: string[] }, call: Call) {
    const tagged = taggedOf(ResourceArn, call);
    const kept = Object.entries(tagged.Tags ?? {}).filter(([key]) => !TagKeys.includes(key));
    tagged.Tags = Object.fromEntries(kept);
    return {};
  },
};

function taggedOf(arn: string, call: Call): { Tags?: Record<string, string> | undefined } {
  const [, apiId, stageName] = /\/apis\/([^/]+)(?:\/stages\/(.+))?$/.exec(arn) ?? [];
  const api = findApi(call, apiId);
  return (stageName && api.stages.get(stageName)) || api.description;
}
