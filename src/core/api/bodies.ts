import { z } from 'zod';

/** Body of a request that says everything in its path. */
export const EmptyBody = z
  .strictObject({})
  .meta({ id: 'EmptyBody', description: 'An empty object: the path says everything.' });

/** Body of `POST .../freeze` and `.../unfreeze`. */
export const AutomationDecision = z
  .strictObject({ reason: z.string().min(1).max(1000).meta({ description: 'Why.' }) })
  .meta({ id: 'AutomationDecision', description: "Why an application's automation is stopped, or started again." });

/** Body of `POST .../approval`. */
export const ApprovalDecision = z
  .strictObject({
    approved: z.boolean().meta({ description: 'True: approve. False: reject.' }),
    comment: z.string().max(1000).optional().meta({ description: 'The reason.' }),
  })
  .meta({ id: 'ApprovalDecision', description: 'The decision about a release that waits for approval.' });
export type ApprovalDecision = z.infer<typeof ApprovalDecision>;
