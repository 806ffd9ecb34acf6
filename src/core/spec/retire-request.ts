import { z } from 'zod';

const StackName = z
  .string()
  .max(128)
  .regex(/^[a-z][a-z0-9-]*$/, 'the name of a stack');

/** Names of the stacks that this very request may do harm to: replace or delete their data, or delete what others have built on. */
export const Allow = z.array(StackName).max(50).default([]);

/** What a DELETE says: whether data goes too, and then the scope's name typed again. */
export const RetireRequest = z.strictObject({
  data: z.enum(['keep', 'delete']).default('keep'),
  confirm: z.string().max(64).optional(),
  allow: Allow,
});
export type RetireRequest = z.infer<typeof RetireRequest>;
