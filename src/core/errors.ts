/** What the registry says about one code. `title` says what it means, `help` what to do. */
export interface ErrorEntry {
  /** HTTP status of a problem with this code. */
  readonly status: number;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  readonly title: string;
  readonly help: string;
}

/**
 * Every error that Plinth raises on purpose. The codes are stable: the state machines match on them, and
 * `GET /errors/{code}` answers with what is written here.
 */
export const ERRORS = {
  InvalidRequest: {
    status: 400,
    retryable: false,
    title: 'The request has fields, parameters or headers that are not valid',
    help: 'Correct the fields named in `errors` and send the request again.',
  },
  BodyTooLarge: {
    status: 413,
    retryable: false,
    title: 'The request body is too large',
    help: 'Send at most 65,536 bytes.',
  },
  NotFound: {
    status: 404,
    retryable: false,
    title: 'The path names nothing that exists',
    help: 'Check the path; `plinth status` lists the scopes.',
  },
  MethodNotAllowed: {
    status: 405,
    retryable: false,
    title: 'The path does not support this method',
    help: 'Use a method that `/openapi.json` lists for the path.',
  },
  Forbidden: {
    status: 403,
    retryable: false,
    title: 'The principal lacks a role on this scope',
    help: 'Ask an administrator of Plinth for the role on this scope.',
  },
  ScopeLocked: {
    status: 409,
    retryable: true,
    title: 'Another operation is changing the scope',
    help: 'Wait until the operation that holds the scope has ended, or cancel it.',
  },
  ParentNotReady: {
    status: 409,
    retryable: true,
    title: 'The parent scope is not provisioned',
    help: 'Provision the parent scope first.',
  },
  ScopeNotEmpty: {
    status: 409,
    retryable: false,
    title: 'The scope has children',
    help: 'Retire the scopes named in `scopes` first.',
  },
  ScopeProtected: {
    status: 409,
    retryable: false,
    title: 'The environment is protected',
    help: 'Set `protected` to false in its spec, then send the request again.',
  },
  IdempotencyConflict: {
    status: 422,
    retryable: false,
    title: 'The Idempotency-Key was used for a different request',
    help: 'Use a new Idempotency-Key for a different request.',
  },
  StaleVersion: {
    status: 412,
    retryable: false,
    title: 'The spec has another version, or another release is live, than If-Match names',
    help: 'Read the scope or the live release again and send its new ETag in If-Match.',
  },
  UnknownComponent: {
    status: 400,
    retryable: false,
    title: 'The catalogue has no such component for this layer',
    help: 'Choose a component that `GET /catalogue` lists for the layer.',
  },
  InvalidParameter: {
    status: 400,
    retryable: false,
    title: 'A parameter of a component has a value that its template does not allow',
    help: '`GET /catalogue/{component}` shows the type and the allowed values of each parameter.',
  },
  MissingParameter: {
    status: 400,
    retryable: false,
    title: 'A component lacks a required parameter',
    help: 'Set the parameter in the spec.',
  },
  CircularRequirement: {
    status: 400,
    retryable: false,
    title: 'Components require each other in a circle',
    help: "Break the circle in the templates' `Requires`.",
  },
  CidrOverlap: {
    status: 409,
    retryable: false,
    title: 'The address range overlaps the range of another environment',
    help: 'Choose a CIDR that overlaps no other environment of the region.',
  },
  ImageNotFound: {
    status: 404,
    retryable: false,
    title: 'The repository does not have the image',
    help: 'Push the image, or name a tag or digest that exists.',
  },
  SecretNotFound: {
    status: 404,
    retryable: false,
    title: 'A secret or parameter that the release would start with does not exist',
    help: 'Create it, or name one that exists in `secrets` of the spec, then release again.',
  },
  ReleaseNotFound: {
    status: 404,
    retryable: false,
    title: 'The application does not have the release',
    help: 'Choose a release that `GET .../releases` lists.',
  },
  NothingToRollBack: {
    status: 409,
    retryable: false,
    title: 'The application has no previous live release',
    help: 'Release an image instead, or roll back to a release by its number.',
  },
  AlreadyDecided: {
    status: 409,
    retryable: false,
    title: 'The release was already approved or rejected',
    help: 'The first decision is final; release the image again for another one.',
  },
  ReviewRefused: {
    status: 409,
    retryable: false,
    title: 'The change would replace or delete data',
    help: 'Allow the replacement or deletion by naming the stack in `allow`.',
  },
  NameTaken: {
    status: 409,
    retryable: false,
    title: 'Something else in the account has a name that the operation would take',
    help: 'Use what exists, where the message says how; or choose another name, or delete what has it (`owner`, `arn`).',
  },
  QuotaExceeded: {
    status: 409,
    retryable: false,
    title: 'An AWS quota is exhausted',
    help: 'Request a higher quota from AWS, or retire a scope that is not needed.',
  },
  StackFailed: {
    status: 500,
    retryable: true,
    title: 'CloudFormation could not create, update or delete a stack',
    help: 'Correct the cause and send the request again; stacks that succeeded are kept.',
  },
  RequirementFailed: {
    status: 500,
    retryable: true,
    title: 'A component failed because a component that it requires failed',
    help: 'Correct the required component first, then send the request again.',
  },
  ReleaseFailed: {
    status: 500,
    retryable: true,
    title: 'The release did not become healthy or did not stay healthy',
    help: 'Correct the image or its configuration and release again.',
  },
  SmokeFailed: {
    status: 500,
    retryable: true,
    title: 'A smoke request on the test listener got an unexpected answer',
    help: 'Compare the answer in `evidence` with the expected one, correct the image and release again.',
  },
  MigrationFailed: {
    status: 500,
    retryable: true,
    title: 'The migration task failed',
    help: "Read the task's exit code and log lines in `evidence`, then release again.",
  },
  ApprovalRejected: {
    status: 409,
    retryable: false,
    title: 'The release was rejected',
    help: 'Release again when the reason is resolved.',
  },
  ApprovalExpired: {
    status: 409,
    retryable: true,
    title: 'The release was not approved in time',
    help: 'Release again, and approve within a day.',
  },
  AlarmRaised: {
    status: 500,
    retryable: true,
    title: 'A CloudWatch alarm stopped the release',
    help: 'Find the cause of the alarm named in the message, then release again.',
  },
  TrafficServed: {
    status: 409,
    retryable: true,
    title: 'The release serves users, so its slot cannot be emptied',
    help: 'Toggle to the release that is to serve, then send the request again.',
  },
  Superseded: {
    status: 409,
    retryable: false,
    title: 'A newer release replaced this one before it went live',
    help: 'Nothing needs to be done; release this image again to run it after all.',
  },
  Cancelled: {
    status: 409,
    retryable: true,
    title: 'The operation was cancelled',
    help: 'Send the request again to start over.',
  },
  ExecutionLost: {
    status: 500,
    retryable: true,
    title: 'The Step Functions execution ended without recording a result',
    help: 'Send the request again; it resumes where the execution ended.',
  },
  Fenced: {
    status: 409,
    retryable: false,
    title: 'The operation no longer holds the lock of its scope',
    help: 'Follow the operation that holds the scope now; this one makes no more changes.',
  },
  ItemUnreadable: {
    status: 409,
    retryable: false,
    title: 'An item of the state that the request depends on cannot be read',
    help: 'Correct the items named in `unreadable` in the table of Plinth, or put them back from a restore to a point in time, and send the request again.',
  },
  TooManyRequests: {
    status: 429,
    retryable: true,
    title: 'Too many writes to the same item at once',
    help: 'Wait as long as Retry-After says, then send the request again.',
  },
  Internal: {
    status: 500,
    retryable: true,
    title: 'Unexpected internal error',
    help: 'Send the request again; if the error persists, report the `traceId`.',
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;
export const ERROR_CODES = Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]];

/** One field that is not valid: a JSON pointer into the body, and a sentence that says what to change. */
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
