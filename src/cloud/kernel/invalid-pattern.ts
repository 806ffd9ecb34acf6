import { AwsError } from './errors.ts';

/** The error for an event pattern that is not valid. */
export function invalidPattern(reason: string): AwsError {
  return new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`);
}
