import { z } from 'zod';
import { ERROR_CODES } from '../../errors.ts';

const code = z.string().meta({ description: 'A stable error code; `GET /errors/{code}` explains it.' });
const message = z.string().meta({ description: 'What failed, in one sentence.' });

/** Why an operation, a scope or a release failed. */
export const FailureView = z
  .object({
    code,
    message,
    cause: z.string().optional().meta({
      description: 'The first cause: the resource or task that failed first, with the reason that AWS gives.',
    }),
    evidence: z.array(z.string()).meta({
      description: 'The last log lines or stack events before the failure, oldest first; at most 30.',
    }),
    nextSteps: z.array(z.string()).meta({ description: 'What to do next; commands are written as they are typed.' }),
  })
  .meta({ id: 'Failure', description: 'Why something failed, and what to do.' });

export type FailureView = z.infer<typeof FailureView>;

export const FailureSummary = z
  .object({ code, message })
  .meta({ id: 'FailureSummary', description: 'Why something failed, as lists show it.' });

const FieldErrorView = z
  .object({
    pointer: z.string().meta({
      description: 'JSON pointer (RFC 6901) to the field of the body, or `/name` of a query parameter or header.',
    }),
    message: z.string().meta({ description: 'What to change.' }),
  })
  .meta({ id: 'FieldError', description: 'One field that is not valid.' });

/** RFC 9457. Some codes have further members, such as the holder of a lock. */
export const ProblemView = z
  .looseObject({
    type: z
      .string()
      .meta({ description: 'Path of the page about the code, below the API itself: `/v1/errors/{code}`.' }),
    title: z.string().meta({ description: 'What the code means.' }),
    status: z.number().int().meta({ description: 'The HTTP status.' }),
    detail: z.string().meta({ description: 'What is wrong with this request.' }),
    code: z.enum(ERROR_CODES).meta({ description: 'The stable error code.' }),
    errors: z.array(FieldErrorView).optional().meta({ description: 'The fields that are not valid.' }),
    nextSteps: z.array(z.string()).meta({ description: 'What to do next; commands are written as they are typed.' }),
    retryAfterSeconds: z.number().int().optional().meta({
      description:
        'When the same request is worth sending again, as the header Retry-After says too: of a locked scope.',
    }),
    traceId: z.string().meta({ description: 'Id of the request in the logs of Plinth.' }),
  })
  .meta({ id: 'Problem', description: 'RFC 9457: what is wrong, with a stable code, and what to do.' });
export type ProblemView = z.infer<typeof ProblemView>;

export const ErrorPage = z
  .object({
    code: z.enum(ERROR_CODES).meta({ description: 'The stable error code.' }),
    title: z.string().meta({ description: 'What the code means.' }),
    help: z.string().meta({ description: 'What to do.' }),
    status: z.number().int().meta({ description: 'The HTTP status of problems with this code.' }),
    retryable: z.boolean().meta({ description: 'Whether the same request may succeed later.' }),
  })
  .meta({ id: 'ErrorPage', description: 'What an error code means and what to do about it.' });
export type ErrorPage = z.infer<typeof ErrorPage>;
