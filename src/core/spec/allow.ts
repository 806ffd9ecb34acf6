import { z } from 'zod';

const StackName = z
  .string()
  .max(128)
  .regex(/^[a-z][a-z0-9-]*$/, 'the name of a stack');

/** Names of the stacks that this very request may do harm to: replace or delete their data, or delete what others have built on. */
export const Allow = z.array(StackName).max(50).default([]);

/** What the query of a PUT says about it. */
export const AllowRequest = z.strictObject({ allow: Allow });
