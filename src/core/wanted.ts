import { z } from 'zod';
import { Timestamp } from './entities.ts';

/** Who wants what no event named: the sweep that looks at the registry. */
export const SWEEP = 'plinth';

/**
 * The image that an application shall run, kept until it does. An item of its own, which no lock guards and no request for the
 * application replaces: only a newer tagging does.
 */
export const Wanted = z.object({
  /** Path of the application. */
  scope: z.string(),
  repository: z.string(),
  tag: z.string(),
  digest: z.string(),
  /** When the tag was put on the image. ECR's event has it; `imagePushedAt` does not change with a new tag on an old image. */
  at: Timestamp,
  /** What named it: the principal of the event, or the sweep. ECR's events do not name who pushed. */
  by: z.string(),
  /** Releases that were started for it. */
  attempts: z.number().int().default(0),
  /** The last of them. */
  operationId: z.string().optional(),
  /** The operation that holds the lock, while it keeps the release from starting. */
  waitsFor: z.string().optional(),
  /** Why its release was refused last. */
  refusal: z.string().optional(),
});
export type Wanted = z.infer<typeof Wanted>;

/** In words: `image hello:main-3, tagged 2026-11-20T12:00:00.000Z`. */
export function taggedImage({ repository, tag, at }: Pick<Wanted, 'repository' | 'tag' | 'at'>): string {
  return `image ${repository}:${tag}, tagged ${at}`;
}

/** Whether an application is released without a request, as it was decided last. */
export const Automation = z.object({
  /** Path of the application. */
  scope: z.string(),
  frozen: z.boolean(),
  /** The principal that decided it. */
  by: z.string(),
  since: Timestamp,
  reason: z.string(),
});
export type Automation = z.infer<typeof Automation>;

/** What the sweep saw in a repository when it looked last: a tag that it has not seen, or that moved, is a push. */
export const SeenTags = z.object({
  /** Path of the application. */
  scope: z.string(),
  at: Timestamp,
  repository: z.string(),
  /** The tags that the application accepted then. */
  pattern: z.string(),
  /** A fingerprint of each of them with its digest. */
  fingerprints: z.array(z.string()),
});
export type SeenTags = z.infer<typeof SeenTags>;
