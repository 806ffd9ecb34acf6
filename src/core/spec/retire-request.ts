import { z } from 'zod';

/** What a DELETE says: whether data goes too, and then the scope's name typed again. */
export const RetireRequest = z.strictObject({
  data: z.enum(['keep', 'delete']).default('keep'),
  confirm: z.string().max(64).optional(),
});
export type RetireRequest = z.infer<typeof RetireRequest>;
