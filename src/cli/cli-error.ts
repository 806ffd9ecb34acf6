/** Exit statuses, so that scripts can tell failures apart. */
export const EXIT = { ok: 0, failure: 1, usage: 2, planHasChanges: 3, refused: 4, operationFailed: 5 } as const;

/** A failure with a message and the commands to try next. */
export class CliError extends Error {
  readonly exitCode: number;
  readonly nextSteps: readonly string[];

  constructor(message: string, exitCode: number, nextSteps: readonly string[] = []) {
    super(message);
    this.name = 'CliError';
    this.exitCode = exitCode;
    this.nextSteps = nextSteps;
  }
}

/** A request that the HTTP API refused, with its stable error code if there is one. */
export class Refusal extends CliError {
  readonly status: number;
  readonly code: string | undefined;

  constructor(
    message: string,
    { status, code, nextSteps }: { status: number; code: string | undefined; nextSteps: readonly string[] },
  ) {
    super(message, status < 500 ? EXIT.refused : EXIT.failure, nextSteps);
    this.status = status;
    this.code = code;
  }

  /** The same refusal, with the requested scope and further commands to try. */
  at(scope: string, nextSteps: readonly string[] = []): Refusal {
    const { status, code } = this;
    return new Refusal(`${scope}: ${this.message}`, { status, code, nextSteps: [...this.nextSteps, ...nextSteps] });
  }
}
