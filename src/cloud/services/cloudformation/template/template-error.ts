import { AwsError } from '../../../kernel/errors.ts';

/** CloudFormation answers nearly everything that is wrong with a request as a `ValidationError`. */
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
