import type { z } from 'zod';
import { PlinthError } from '../errors.ts';
import { fieldErrors } from '../field-errors.ts';

/** The body as its schema reads it, defaults filled in. Throws InvalidRequest with a pointer to each wrong field. */
export function parseBody<S extends z.ZodType>(schema: S, body: unknown): z.infer<S> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const fields = fieldErrors(parsed.error);
  const [first] = fields;
  const placement = first?.pointer ? `${first.pointer}: ` : '';
  throw new PlinthError('InvalidRequest', `${placement}${first?.message ?? 'the body is invalid'}`, {
    fields,
  });
}
