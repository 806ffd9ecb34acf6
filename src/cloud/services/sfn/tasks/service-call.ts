import { AwsError } from '../../../kernel/errors.ts';
import type { Json, JsonObject } from '../asl/definition.ts';
import { isObject } from '../asl/json-path.ts';
import { RuntimeFault, StatesError } from '../asl/states-error.ts';
import { callService } from './call-service.ts';
import { awaitChildExecution } from './child-execution.ts';
import { awaitEcsTasks } from './ecs-tasks.ts';
import { invokeFunction, parsedPayload } from './lambda-function.ts';
import type { TaskResource } from './resource.ts';
import { OPTIMIZED_SERVICES, SDK_SERVICES } from './sdk-services.ts';
import { optimizedError, sdkError } from './service-error.ts';
import { modelOf, toOperationInput, toTaskResult } from './service-shape.ts';
import type { StartedTask } from './started-task.ts';
import type { TaskAttempt } from './task-attempt.ts';

type ServiceResource = Extract<TaskResource, { kind: 'service' }>;

/**
 * Starts a service call: the result is its response, or the end of the job that it started, or the report for its task
 * token.
 */
export function startService(resource: ServiceResource, attempt: TaskAttempt): (task: StartedTask) => void {
  const call = resource.isSdk ? sdkCall(resource, attempt) : optimizedCall(resource, attempt);
  const awaitJob = jobOf(resource);
  return ({ pending, events }) => {
    events.started();
    const submit = async () => {
      const response = await call();
      if (pending.isOver) return;
      if (resource.pattern === 'request') return pending.succeed(response);
      events.submitted(response);
      awaitJob?.({ attempt, pending, events }, response);
    };
    submit().catch((error: unknown) => pending.fail(error));
  };
}

type Call = () => Promise<Json>;

/** The wait after the response of a `.sync` call. */
function jobOf({ service, operation, pattern, isSdk }: ServiceResource) {
  if (pattern === 'request' || pattern === 'waitForTaskToken') return undefined;
  if (!isSdk && service === 'states') {
    return (task: StartedTask, response: Json) => awaitChildExecution(task, response, pattern);
  }
  if (!isSdk && service === 'ecs' && pattern === 'sync') return awaitEcsTasks;
  throw new RuntimeFault(`The resource '${service}:${operation}.${pattern}' is not supported.`);
}

function sdkCall(resource: ServiceResource, { frame, arguments: given, accountRegion }: TaskAttempt): Call {
  const { kernel } = frame.run;
  const service = SDK_SERVICES[resource.service];
  if (service === undefined) throw new RuntimeFault(`The service '${resource.service}' is not supported.`);
  const model = modelOf(kernel, service.signingName);
  const operation = operationName(resource.operation);
  const schemas = model?.operations.get(operation);
  const input = schemas === undefined ? given : toOperationInput(schemas.input, given, false);
  return async () => {
    try {
      const output = await callService(frame.run, { service, operation, input: asObject(input), accountRegion });
      return toTaskResult(schemas?.output, output ?? {});
    } catch (error) {
      throw error instanceof AwsError ? sdkError(error, service, { model, requestId: kernel.random.uuid() }) : error;
    }
  };
}

function optimizedCall(resource: ServiceResource, attempt: TaskAttempt): Call {
  const { kernel } = attempt.frame.run;
  const service = OPTIMIZED_SERVICES[resource.service];
  if (service === undefined || !service.operations.includes(resource.operation)) {
    throw new RuntimeFault(`The resource '${resource.service}:${resource.operation}' is not supported.`);
  }
  if (resource.service === 'lambda') return lambdaCall(attempt);
  const model = modelOf(kernel, service.signingName);
  const operation = operationName(resource.operation);
  const schemas = model?.operations.get(operation);
  const given = attempt.arguments;
  const input = schemas === undefined ? given : toOperationInput(schemas.input, given, true);
  return async () => {
    let output: unknown;
    try {
      const { accountRegion } = attempt;
      output = await callService(attempt.frame.run, { service, operation, input: asObject(input), accountRegion });
    } catch (error) {
      throw error instanceof AwsError
        ? optimizedError(error, service, { model, requestId: kernel.random.uuid() })
        : error;
    }
    const result = toTaskResult(schemas?.output, output ?? {}) as JsonObject;
    refuseFailedEntries(resource.service, result);
    return { ...result, ...sdkMetadata(kernel.random.uuid()) };
  };
}

function lambdaCall({ frame, arguments: given, accountRegion }: TaskAttempt): Call {
  if (!isObject(given)) throw new RuntimeFault('The Parameters could not be used to start the Task: not an object');
  const { Payload, ...rest } = given;
  const input = { ...rest, ...(Payload === undefined ? {} : { Payload: Buffer.from(JSON.stringify(Payload)) }) };
  return async () => {
    const answer = await invokeFunction(frame.run, input, accountRegion);
    return {
      ...(answer.ExecutedVersion === undefined ? {} : { ExecutedVersion: answer.ExecutedVersion }),
      ...(answer.Payload === undefined ? {} : { Payload: parsedPayload(answer.Payload) }),
      ...sdkMetadata(frame.run.kernel.random.uuid()),
      StatusCode: answer.StatusCode ?? 200,
    };
  };
}

function refuseFailedEntries(service: string, result: JsonObject): void {
  if (service !== 'events' || !result.FailedEntryCount) return;
  throw new StatesError('EventBridge.FailedEntry', JSON.stringify(result));
}

/** `startExecution` as the service names it. */
function operationName(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function asObject(input: unknown): object {
  return typeof input === 'object' && input !== null ? input : {};
}

/** What optimized integrations show of the HTTP exchange. */
function sdkMetadata(requestId: string): JsonObject {
  return {
    SdkHttpMetadata: {
      AllHttpHeaders: { 'x-amzn-RequestId': [requestId] },
      HttpHeaders: { 'x-amzn-RequestId': requestId },
      HttpStatusCode: 200,
    },
    SdkResponseMetadata: { RequestId: requestId },
  };
}
