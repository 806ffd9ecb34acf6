import type { z } from 'zod';
import { PlinthError } from '../../src/core/errors.ts';

/** Reads what a function was called with. Throws InvalidRequest that names the fields, never their values. */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.infer<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new PlinthError('InvalidRequest', `the event is not what this function takes: ${problems.join('; ')}`);
}
