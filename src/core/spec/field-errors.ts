import type { z } from 'zod';
import type { FieldError } from '../errors.ts';

const fieldsMax = 20;

/** What a schema found wrong, each at its JSON pointer, in words that say what to change. */
export function fieldErrors(error: z.ZodError): readonly FieldError[] {
  return error.issues.flatMap((issue) => fromIssue(issue, [])).slice(0, fieldsMax);
}

/** RFC 6901. */
export function jsonPointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function fromIssue(issue: z.core.$ZodIssue, parents: readonly PropertyKey[]): readonly FieldError[] {
  const path = [...parents, ...issue.path];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ pointer: jsonPointer([...path, key]), message: 'unknown field; remove it' }));
    case 'invalid_key':
      return issue.issues.map((inner) => ({ pointer: jsonPointer(path), message: `as a name: ${inner.message}` }));
    case 'invalid_union':
      return unionErrors(issue, path);
    default:
      return [{ pointer: jsonPointer(path), message: plain(issue.message) }];
  }
}

/** The branch that came nearest: the one with the fewest complaints. */
function unionErrors(issue: z.core.$ZodIssueInvalidUnion, path: readonly PropertyKey[]): readonly FieldError[] {
  const [nearest] = [...issue.errors].sort((one, other) => one.length - other.length);
  if (!nearest || nearest.length === 0) return [{ pointer: jsonPointer(path), message: plain(issue.message) }];
  return nearest.flatMap((inner) => fromIssue(inner, path));
}

function plain(message: string): string {
  const text = message
    .replace(/^Invalid (input|string|option): /, '')
    .replace(/^Invalid input$/, 'not what is expected here');
  return text.charAt(0).toLowerCase() + text.slice(1);
}
