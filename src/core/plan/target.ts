import { z } from 'zod';

/** The account and region that a stack is in. */
export const Target = z.object({ account: z.string(), region: z.string() });
