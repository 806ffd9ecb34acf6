import { z } from 'zod';
import { matchesPattern } from '../matches-pattern.ts';
import type { Ports, Settings } from '../ports/index.ts';
import { automatedApplications } from '../wanted/automated-applications.ts';
import type { Tagging } from '../wanted/decide-wish.ts';
import { startWanted } from '../wanted/start-wanted.ts';
import { wantImage } from '../wanted/want-image.ts';

/**
 * EventBridge's `ECR Image Action`. The tag is absent when an image was pushed by digest alone. A new tag on an old image is such a
 * push too, and `time` is the one of the tagging.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html
 */
export const ImagePushed = z.object({
  account: z.string(),
  region: z.string(),
  time: z.iso.datetime(),
  detail: z.object({
    result: z.literal('SUCCESS'),
    'action-type': z.literal('PUSH'),
    'repository-name': z.string().max(256),
    'image-digest': z.string().regex(/^sha256:[0-9a-f]{64}$/),
    'image-tag': z.string().max(128).optional(),
  }),
});
export type ImagePushed = z.infer<typeof ImagePushed>;

/** The principal of releases that ECR's events start. */
const EVENTS = 'events.amazonaws.com';

export interface StartedReleases {
  /** Ids of the operations that were accepted. */
  readonly operations: readonly string[];
}

/**
 * Keeps a pushed image as what each application of its repository shall run whose spec accepts the tag, and starts its release
 * where nothing holds the lock. An event is a hint: it may be lost, doubled, late or out of order, and the time of the tagging decides.
 * Throws only what is worth another delivery, after all applications were tried.
 */
export async function imagePushed(event: ImagePushed, ports: Ports): Promise<StartedReleases> {
  const tagging = taggingOf(event, ports.settings);
  if (tagging === undefined) return { operations: [] };
  const operations: string[] = [];
  const failures: unknown[] = [];
  for (const { path, scope, accepts } of await automatedApplications(ports)) {
    if (accepts.repository !== tagging.repository || !matchesPattern(accepts.tags, tagging.tag)) continue;
    try {
      await wantImage(path, tagging, ports);
      const operation = await startWanted(scope, ports);
      if (operation) operations.push(operation.id);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
  return { operations };
}

/** Undefined for an image without a tag, and for one of another registry, whose events may be forwarded to this account's bus. */
function taggingOf({ account, region, time, detail }: ImagePushed, settings: Settings): Tagging | undefined {
  const { 'repository-name': repository, 'image-digest': digest, 'image-tag': tag } = detail;
  if (tag === undefined || account !== settings.account || region !== settings.region) return undefined;
  return { repository, tag, digest, at: new Date(time).toISOString(), by: EVENTS };
}
