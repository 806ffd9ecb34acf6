import { z } from 'zod';

const StackName = z
  .string()
  .max(128)
  .regex(/^[a-z][a-z0-9-]*$/, 'the name of a stack');

/** Names of the stacks whose data this request may replace or delete, or which it may delete although others build on them. */
export const Allow = z.array(StackName).max(50).default([]);
