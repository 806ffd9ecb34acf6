import { AwsError } from '../../kernel/errors.ts';

/** `ResourceNotFoundException`, with Lambda's status and members. */
export function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message, 404, { Type: 'User', Message: message });
}

/** `InvalidParameterValueException`, with Lambda's members. */
export function invalidParameter(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message, 400, { Type: 'User', Message: message });
}

/** `ResourceConflictException`, with Lambda's status and members. */
export function conflict(message: string): AwsError {
  return new AwsError('ResourceConflictException', message, 409, { Type: 'User', Message: message });
}
