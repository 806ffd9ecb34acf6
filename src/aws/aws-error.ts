/** Name of an error that AWS answered with; empty for anything else. */
export function awsErrorName(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

/** CloudFormation says most things as `ValidationError` and only the message tells them apart. */
export function isValidationError(error: unknown, message: RegExp): boolean {
  return error instanceof Error && error.name === 'ValidationError' && message.test(error.message);
}

/** Answers `otherwise` when AWS says one of these; any other error goes on. */
export async function unlessAws<T, O>(names: readonly string[], call: Promise<T>, otherwise: O): Promise<T | O> {
  try {
    return await call;
  } catch (error) {
    if (names.includes(awsErrorName(error))) return otherwise;
    throw error;
  }
}
