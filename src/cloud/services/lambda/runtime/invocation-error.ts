/** An error as a function's payload carries it. */
export interface InvocationError {
  /** Absent when the runtime ended without naming one. */
  readonly errorType: string | undefined;
  readonly errorMessage: string;
  readonly stackTrace?: readonly string[];
  readonly cause?: InvocationError;
}

/** A failure that Lambda itself names, such as `Runtime.ImportModuleError`; an empty name is one that it does not know. */
export class RuntimeError extends Error {
  constructor(name: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = name;
  }
}

/** A handler's error as Lambda reports it. `taskRoot` is shown as `/var/task`. */
export function invocationError(
  thrown: unknown,
  taskRoot: string,
): InvocationError & { readonly trace: readonly string[] } {
  if (!(thrown instanceof Error)) {
    return { errorType: typeof thrown, errorMessage: textOf(thrown), trace: [] };
  }
  const trace = (thrown.stack ?? '').replaceAll(taskRoot, '/var/task').split('\n');
  const errorType = thrown instanceof RuntimeError ? thrown.name || undefined : thrown.name || thrown.constructor.name;
  return { errorType, errorMessage: thrown.message, trace };
}

function textOf(thrown: unknown): string {
  if (typeof thrown === 'string') return thrown;
  try {
    return JSON.stringify(thrown) ?? String(thrown);
  } catch {
    return String(thrown);
  }
}
