import { AwsError } from '../../kernel/errors.ts';

/** Checks the name of an entity; `member` is the parameter's name in IAM's messages, `roleName`. */
export function checkName(member: string, value: string, lengthMax: number): void {
  if (value.length > lengthMax)
    throw violation(value, member, `Member must have length less than or equal to ${lengthMax}`);
  if (value.length === 0) throw violation(value, member, 'Member must have length greater than or equal to 1');
  if (!/^[\w+=,.@-]+$/.test(value)) {
    throw new AwsError(
      'ValidationError',
      `The specified value for ${member} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
    );
  }
}

/** A path is `/` or begins and ends with a slash. */
export function checkPath(path: string): string {
  if (!/^(\/|\/[\u0021-\u007E]+\/)$/.test(path)) {
    throw new AwsError(
      'ValidationError',
      'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.',
    );
  }
  return path;
}

function violation(value: string, member: string, constraint: string): AwsError {
  const sentence = `Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`;
  return new AwsError('ValidationError', `1 validation error detected: ${sentence}`);
}
