import { type CreateFunctionRequest, Runtime } from '@aws-sdk/client-lambda';
import { AwsError } from '../../kernel/errors.ts';
import { invalidParameter } from './lambda-errors.ts';
import type { FunctionSettings } from './lambda-store.ts';

const ENVIRONMENT_BYTES_MAX = 4096;
const ROLE = /^arn:aws[a-zA-Z-]*:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+$/;
const RESERVED =
  /^(_HANDLER|_X_AMZN_TRACE_ID|AWS_(DEFAULT_)?REGION|AWS_EXECUTION_ENV|AWS_LAMBDA_(FUNCTION_(NAME|MEMORY_SIZE|VERSION)|INITIALIZATION_TYPE|LOG_(GROUP|STREAM)_NAME|RUNTIME_API)|AWS_(ACCESS_KEY|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN)|LAMBDA_(TASK_ROOT|RUNTIME_DIR))$/;
/** Runtimes for which Lambda no longer creates or updates functions. */
const BLOCKED =
  /^(nodejs|nodejs(4\.3|6\.10|8\.10|1[0246]\.x)|python(2\.7|3\.[678])|ruby2\.[57]|go1\.x|java8|dotnetcore.*|dotnet6|provided)$/;

type GivenSettings = Partial<Omit<CreateFunctionRequest, 'Code'>>;

/** The settings with Lambda's defaults, checked. Throws `InvalidParameterValueException` or `ValidationException`. */
export function functionSettings(given: GivenSettings, previous?: FunctionSettings): FunctionSettings {
  const { FunctionName: _name, Publish: _publish, Tags: _tags, ...rest } = given;
  const settings: FunctionSettings = {
    Description: '',
    Timeout: 3,
    MemorySize: 128,
    PackageType: 'Zip',
    Architectures: ['x86_64'],
    EphemeralStorage: { Size: 512 },
    TracingConfig: { Mode: 'PassThrough' },
    Role: undefined,
    ...previous,
    ...definedOf(rest),
  };
  between(settings.Timeout, 'timeout', [1, 900]);
  between(settings.MemorySize, 'memorySize', [128, 10240]);
  checkRole(settings.Role);
  checkRuntime(settings);
  checkEnvironment(settings.Environment?.Variables ?? {});
  return settings;
}

export function definedOf<T extends object>(given: T): T {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T;
}

/** A violated constraint with the message of AWS's request validation. */
export function constraintViolated(value: unknown, member: string, constraint: string): AwsError {
  return new AwsError(
    'ValidationException',
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`,
  );
}

function between(value: number | undefined, member: string, [low, high]: readonly [number, number]): void {
  if (value === undefined || !(value >= low)) {
    throw constraintViolated(value, member, `Member must have value greater than or equal to ${low}`);
  }
  if (value > high) throw constraintViolated(value, member, `Member must have value less than or equal to ${high}`);
}

function checkRole(role: string | undefined): void {
  if (role === undefined || !ROLE.test(role)) {
    throw constraintViolated(
      role,
      'role',
      'Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+',
    );
  }
}

function checkRuntime({ PackageType, Runtime: runtime, Handler }: FunctionSettings): void {
  if (PackageType === 'Image') return;
  if (runtime === undefined)
    throw invalidParameter('Runtime is mandatory for functions created with deployment packages.');
  if (Handler === undefined)
    throw invalidParameter('Handler is mandatory for functions created with deployment packages.');
  if (!(Object.values(Runtime) as string[]).includes(runtime)) {
    throw invalidParameter(
      `Value ${runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [${Object.values(Runtime).join(', ')}] or be a valid ARN`,
    );
  }
  if (BLOCKED.test(runtime)) {
    throw invalidParameter(
      `The runtime parameter of ${runtime} is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions.`,
    );
  }
}

function checkEnvironment(variables: Record<string, string>): void {
  const names = Object.keys(variables);
  const reserved = names.filter((name) => RESERVED.test(name));
  const unable =
    'Lambda was unable to configure your environment variables because the environment variables you have provided';
  if (reserved.length > 0) {
    throw invalidParameter(
      `${unable} contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    );
  }
  const wrong = names.find((name) => !/^[a-zA-Z][a-zA-Z0-9_]+$/.test(name));
  if (wrong !== undefined) {
    throw constraintViolated(
      `{${names.join(', ')}}`,
      'environment.variables',
      'Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]',
    );
  }
  const text = JSON.stringify(variables);
  if (Buffer.byteLength(text) > ENVIRONMENT_BYTES_MAX) {
    throw invalidParameter(`${unable} exceeded the 4KB limit. String measured: ${text}`);
  }
}
