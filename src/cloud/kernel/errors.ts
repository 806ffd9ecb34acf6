/** An error as an AWS service answers it. `code` is the wire code (`ValidationError`, `ResourceNotFoundException`, ...). */
export class AwsError extends Error {
  readonly code: string;
  /** HTTP status; 5xx for faults of the service, 4xx for faults of the caller. */
  readonly status: number;
  /** Further members of the modelled error shape. */
  readonly members: Record<string, unknown>;

  constructor(code: string, message: string, status = 400, members: Record<string, unknown> = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
    this.members = members;
  }
}

/** The error for a call that the embedded cloud does not answer; it names the call. */
export function notImplemented(service: string, operation: string): AwsError {
  return new AwsError('NotImplemented', `the embedded cloud does not implement ${service}:${operation}`, 501);
}
