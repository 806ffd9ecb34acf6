/** The log of the function that runs: decisions and outcomes, never parameters, secrets or whole events. */
export interface Log {
  info(message: string, keys?: LogKeys): void;
  warn(message: string, keys?: LogKeys): void;
  error(message: string, keys?: LogKeys): void;
}

/** What a line is about. `component` is the component's name in the catalogue. */
export interface LogKeys {
  readonly scope?: string;
  readonly operationId?: string;
  readonly component?: string;
  readonly stackName?: string;
  /** Key of an item in the table. */
  readonly item?: string;
  readonly error?: unknown;
}
