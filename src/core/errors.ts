/** Every error Plinth raises on purpose. The codes are stable: the machines match on them, and people look them up. */
export const ERRORS = {
  InvalidRequest: {
    status: 400,
    retryable: false,
    help: 'Correct the fields named in `errors` and send the request again.',
  },
  BodyTooLarge: { status: 413, retryable: false, help: 'A request body may have at most 65,536 bytes.' },
  NotFound: { status: 404, retryable: false, help: 'Check the path; `plinth status` lists what is there.' },
  MethodNotAllowed: { status: 405, retryable: false, help: 'The methods of each path stand in `/openapi.json`.' },
  Forbidden: { status: 403, retryable: false, help: 'Ask a platform operator for a role on this scope.' },
  ScopeLocked: { status: 409, retryable: true, help: 'Wait for the operation that holds the scope, or cancel it.' },
  ParentNotReady: { status: 409, retryable: true, help: 'Provision the parent scope first.' },
  ScopeNotEmpty: { status: 409, retryable: false, help: 'Retire what stands in the scope first.' },
  ScopeProtected: { status: 409, retryable: false, help: 'Set `protected` to false, then ask again.' },
  IdempotencyConflict: { status: 422, retryable: false, help: 'Use a new Idempotency-Key for another request.' },
  StaleVersion: { status: 412, retryable: false, help: 'Read the resource again and send its new ETag in If-Match.' },
  UnknownComponent: { status: 400, retryable: false, help: '`GET /catalogue` lists the components of each layer.' },
  InvalidParameter: {
    status: 400,
    retryable: false,
    help: '`GET /catalogue/{component}` shows what the parameter takes.',
  },
  MissingParameter: { status: 400, retryable: false, help: 'Give the parameter in the spec.' },
  CircularRequirement: { status: 400, retryable: false, help: "Break the circle in the templates' `Requires`." },
  CidrOverlap: { status: 409, retryable: false, help: 'Choose a CIDR that no other environment of the region uses.' },
  ImageNotFound: { status: 404, retryable: false, help: 'Push the image, or name a tag or digest that exists.' },
  ReleaseNotFound: { status: 404, retryable: false, help: '`GET .../releases` lists the releases.' },
  NothingToRollBack: { status: 409, retryable: false, help: 'No earlier release was live.' },
  ReviewRefused: {
    status: 409,
    retryable: false,
    help: "Allow the replacement or deletion by the stack's name in `allow`.",
  },
  QuotaExceeded: { status: 409, retryable: false, help: 'Ask AWS for a higher quota, or retire what is not needed.' },
  StackFailed: { status: 500, retryable: true, help: 'Mend the cause and ask again: what finished stays.' },
  RequirementFailed: {
    status: 500,
    retryable: true,
    help: 'A component that this one needs failed; mend that one first.',
  },
  ReleaseFailed: { status: 500, retryable: true, help: 'Mend the image or its configuration and release again.' },
  SmokeFailed: {
    status: 500,
    retryable: true,
    help: 'The release answered wrongly on the test listener; see the evidence.',
  },
  MigrationFailed: { status: 500, retryable: true, help: "See the migration task's exit code and log lines." },
  ApprovalRejected: { status: 409, retryable: false, help: 'Release again when the reason is settled.' },
  ApprovalExpired: { status: 409, retryable: true, help: 'Release again, and approve in time.' },
  AlarmRaised: { status: 500, retryable: true, help: 'See the alarm that stopped the release.' },
  Superseded: { status: 409, retryable: false, help: 'A newer release took its place.' },
  Cancelled: { status: 409, retryable: true, help: 'Ask again when you want it after all.' },
  ExecutionLost: {
    status: 500,
    retryable: true,
    help: 'The workflow ended without an answer; ask again, and it continues where it ended.',
  },
  Fenced: {
    status: 409,
    retryable: false,
    help: 'Another operation took the scope over; this one must not act any more.',
  },
  TooManyRequests: { status: 429, retryable: true, help: 'Wait as long as Retry-After says.' },
  Internal: { status: 500, retryable: true, help: 'Ask again; if it stays, report the trace id.' },
} as const satisfies Record<string, { status: number; retryable: boolean; help: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** One field that is wrong: a JSON pointer into the body and a sentence. */
export interface FieldError {
  readonly pointer: string;
  readonly message: string;
}

export interface ErrorDetails {
  readonly cause?: unknown;
  /** Who has to act. Default: the caller for 4xx codes, the platform otherwise. */
  readonly source?: 'caller' | 'platform';
  readonly fields?: readonly FieldError[];
  readonly nextSteps?: readonly string[];
  /** Further members of the problem: the holder of a lock, its operation. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** An error with a stable code. `name === code`, because the machines match on it. */
export class PlinthError extends Error {
  readonly code: ErrorCode;
  readonly source: 'caller' | 'platform';
  readonly fields: readonly FieldError[];
  readonly nextSteps: readonly string[];
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = code;
    this.code = code;
    this.source = details.source ?? (ERRORS[code].status < 500 ? 'caller' : 'platform');
    this.fields = details.fields ?? [];
    this.nextSteps = details.nextSteps ?? [];
    this.extra = details.extra ?? {};
  }
}
