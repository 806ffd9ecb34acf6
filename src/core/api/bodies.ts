import { z } from 'zod';

/** Body of a request that says everything in its path. */
export const EmptyBody = z
  .strictObject({})
  .meta({ id: 'EmptyBody', description: 'An empty object: the path says everything.' });

/** Body of `POST .../approval`. */
export const ApprovalDecision = z
  .strictObject({
    approved: z.boolean().meta({ description: 'True: approve. False: reject.' }),
    comment: z.string().max(1000).optional().meta({ description: 'The reason.' }),
  })
  .meta({ id: 'ApprovalDecision', description: 'The decision about a release that waits for approval.' });
export type ApprovalDecision = z.infer<typeof ApprovalDecision>;
