/** Name of an error that AWS returned; empty for any other value. */
export function awsErrorName(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

/** CloudFormation reports most errors as `ValidationError`, which only differ in their message. */
export function isValidationError(error: unknown, message: RegExp): boolean {
  return error instanceof Error && error.name === 'ValidationError' && message.test(error.message);
}

/** Answers `otherwise` when AWS returns one of these errors; rethrows any other. */
export async function unlessAws<T, O>(names: readonly string[], call: Promise<T>, otherwise: O): Promise<T | O> {
  try {
    return await call;
  } catch (error) {
    if (names.includes(awsErrorName(error))) return otherwise;
    throw error;
  }
}
