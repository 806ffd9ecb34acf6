import { z } from 'zod';
import { Failure } from '../entities.ts';
import { ERRORS, type ErrorCode, PlinthError } from '../errors.ts';

/** What Step Functions says about a failed state: `$states.errorOutput`. */
export const ErrorOutput = z.object({ Error: z.string().default('Internal'), Cause: z.string().default('') });
export type ErrorOutput = z.infer<typeof ErrorOutput>;

const nestingMax = 4;
const messageLengthMax = 2000;

const LambdaError = z.object({ errorType: z.string().default('Error'), errorMessage: z.string() });
const ChildExecution = z.object({ Error: z.string(), Cause: z.string().default('') });
/** A child execution that was stopped, or took too long, names no error. */
const EndedChild = z.object({
  Name: z.string(),
  Status: z.enum(['ABORTED', 'TIMED_OUT']),
  Cause: z.string().default(''),
});

/** The failure behind an error output, out of however many wrappings: child executions, Lambda errors, our own JSON. */
export function failureFrom(output: ErrorOutput, nesting = 0): Failure {
  const cause = jsonOf(output.Cause);
  const own = Failure.safeParse(cause);
  if (own.success) return own.data;
  const child = ChildExecution.safeParse(cause);
  if (child.success && nesting < nestingMax) return failureFrom(child.data, nesting + 1);
  const ended = EndedChild.safeParse(cause);
  if (ended.success) return failureOf('ExecutionLost', endOf(ended.data));
  const lambda = LambdaError.safeParse(cause);
  if (lambda.success) return failureOf(lambda.data.errorType, lambda.data.errorMessage);
  return failureOf(output.Error, output.Cause);
}

/** The failure that a PlinthError represents. */
export function failureOfError(error: PlinthError): Failure {
  const nextSteps = error.nextSteps.length > 0 ? [...error.nextSteps] : [ERRORS[error.code].help];
  return { code: error.code, message: error.message, evidence: [], nextSteps };
}

function failureOf(name: string, text: string): Failure {
  const message = text.slice(0, messageLengthMax);
  if (isErrorCode(name)) return failureOfError(new PlinthError(name, message || ERRORS[name].help));
  if (name === 'States.Timeout')
    return failureOfError(new PlinthError('Internal', message || 'a Task state timed out'));
  return { ...failureOfError(new PlinthError('Internal', message || `the workflow failed with ${name}`)), cause: name };
}

function endOf({ Name, Status, Cause }: z.infer<typeof EndedChild>): string {
  const how = Status === 'ABORTED' ? 'was stopped' : 'took too long';
  return `the execution ${Name} ${how}${Cause === '' ? '' : `: ${Cause}`}`;
}

function isErrorCode(name: string): name is ErrorCode {
  return Object.hasOwn(ERRORS, name);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
