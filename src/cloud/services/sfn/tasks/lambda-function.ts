import { AwsError } from '../../../kernel/errors.ts';
import type { AccountRegion } from '../../../kernel/service.ts';
import type { Json } from '../asl/definition.ts';
import { isObject } from '../asl/json-path.ts';
import { StatesError } from '../asl/states-error.ts';
import type { Run } from '../engine/run.ts';
import { callService } from './call-service.ts';
import { OPTIMIZED_SERVICES } from './sdk-services.ts';
import { optimizedError } from './service-error.ts';
import { modelOf } from './service-shape.ts';
import type { StartedTask } from './started-task.ts';

/** The members of Lambda's answer to an invocation that a Task reads. */
export interface Invocation {
  readonly StatusCode?: number;
  readonly FunctionError?: string;
  readonly ExecutedVersion?: string;
  readonly Payload?: Uint8Array;
}

/** Starts a Task whose Resource is a function: its arguments are the event, the function's answer is the result. */
export function startFunction(arn: string): (task: StartedTask) => void {
  const [, , , region, account] = arn.split(':');
  return ({ attempt, pending, events }) => {
    events.started();
    const { run } = attempt.frame;
    const payload = Buffer.from(JSON.stringify(attempt.arguments));
    const accountRegion = { account: account!, region: region! };
    invokeFunction(run, { FunctionName: arn, Payload: payload }, accountRegion).then(
      ({ Payload }) => pending.succeed(parsedPayload(Payload)),
      (error: unknown) => pending.fail(error),
    );
  };
}

/** Invokes a function. The function's error becomes an error of the language with the same name. */
export async function invokeFunction(run: Run, input: object, accountRegion: AccountRegion): Promise<Invocation> {
  let answer: Invocation;
  try {
    answer = await callService<Invocation>(run, {
      service: OPTIMIZED_SERVICES.lambda!,
      operation: 'Invoke',
      input,
      accountRegion,
    });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const exchange = { model: modelOf(run.kernel, 'lambda'), requestId: run.kernel.random.uuid() };
    throw optimizedError(error, OPTIMIZED_SERVICES.lambda!, exchange);
  }
  if (answer.FunctionError !== undefined) throw functionError(answer.Payload);
  return answer;
}

export function parsedPayload(payload: Uint8Array | undefined): Json {
  if (payload === undefined || payload.length === 0) return null;
  const text = Buffer.from(payload).toString('utf8');
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function functionError(payload: Uint8Array | undefined): StatesError {
  const text = Buffer.from(payload ?? new Uint8Array()).toString('utf8');
  const parsed = parsedPayload(payload);
  const errorType = isObject(parsed) ? parsed.errorType : undefined;
  if (typeof errorType === 'string') return new StatesError(errorType, text);
  return new StatesError(
    'Lambda.Unknown',
    `The cause could not be determined because Lambda did not return an error type. Returned payload: ${text}`,
  );
}
