import { z } from 'zod';

/** Body of a request that says everything in its path. */
export const EmptyBody = z.strictObject({});

/** Body of `POST .../approval`. */
export const ApprovalDecision = z.strictObject({
  approved: z.boolean(),
  comment: z.string().max(1000).optional(),
});
export type ApprovalDecision = z.infer<typeof ApprovalDecision>;
