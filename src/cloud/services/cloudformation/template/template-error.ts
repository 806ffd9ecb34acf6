import { AwsError } from '../../../kernel/errors.ts';

/** CloudFormation reports nearly every fault of a request as a `ValidationError`. */
export function validationError(message: string): AwsError {
  return new AwsError('ValidationError', message);
}

/** A fault in the template's shape. */
export function formatError(message: string): AwsError {
  return validationError(`Template format error: ${message}`);
}

/** A fault in what the template says. */
export function templateError(message: string): AwsError {
  return validationError(`Template error: ${message}`);
}
