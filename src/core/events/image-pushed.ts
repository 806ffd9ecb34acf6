import { z } from 'zod';
import { matchesPattern } from '../matches-pattern.ts';
import { acceptOperation } from '../operation/accept-operation.ts';
import { readableScopeStates } from '../plan/all-scope-states.ts';
import type { Ports } from '../ports/index.ts';
import { Name, parseScope, type Scope } from '../scope.ts';
import { ApplicationSpec } from '../spec/application-spec.ts';

/**
 * EventBridge's `ECR Image Action`. The tag is absent when an image was pushed by digest alone.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html
 */
export const ImagePushed = z.object({
  id: z.string(),
  account: z.string(),
  region: z.string(),
  detail: z.object({
    result: z.literal('SUCCESS'),
    'action-type': z.literal('PUSH'),
    'repository-name': z.string().max(256),
    'image-digest': z.string().regex(/^sha256:[0-9a-f]{64}$/),
    'image-tag': z.string().max(128).optional(),
  }),
});
export type ImagePushed = z.infer<typeof ImagePushed>;

export interface StartedReleases {
  /** Ids of the operations that were accepted. */
  readonly operations: readonly string[];
}

/**
 * Starts a release in every environment whose application of the repository's name accepts the tag. The request names the
 * digest, so that a tag moved later has no effect. A doubled event starts nothing twice. Throws ScopeLocked after all
 * environments were tried, so that EventBridge delivers the event again.
 */
export async function imagePushed({ id, detail }: ImagePushed, ports: Ports): Promise<StartedReleases> {
  const { 'repository-name': repository, 'image-digest': digest, 'image-tag': tag } = detail;
  if (tag === undefined || !Name.safeParse(repository).success) return { operations: [] };
  const operations: string[] = [];
  const refusals: unknown[] = [];
  for (const scope of await acceptingApplications(repository, tag, ports)) {
    try {
      const request = { image: `${repository}@${digest}`, tag };
      const operation = await acceptOperation(
        {
          kind: 'release',
          scope,
          request,
          principal: 'events.amazonaws.com',
          trigger: 'image-pushed',
          idempotencyKey: id,
        },
        ports,
      );
      operations.push(operation.id);
    } catch (error) {
      refusals.push(error);
    }
  }
  if (refusals.length > 0) throw refusals[0];
  return { operations };
}

/** Applications of this name, in any environment, whose `release.images.tags` matches the tag. */
async function acceptingApplications(
  application: string,
  tag: string,
  ports: Ports,
): Promise<readonly Extract<Scope, { layer: 'application' }>[]> {
  const accepting: Extract<Scope, { layer: 'application' }>[] = [];
  for (const { scope: path } of await readableScopeStates('base', ports)) {
    const scope = parseScope(`${path}/applications/${application}`);
    if (scope?.layer !== 'application') continue;
    const record = await ports.state.readSpec(`${path}/applications/${application}`);
    const tags = ApplicationSpec.safeParse(record?.spec).data?.release.images?.tags;
    if (tags !== undefined && matchesPattern(tags, tag)) accepting.push(scope);
  }
  return accepting;
}
