import type { InvocationResponse, InvocationRequest as InvokeInput } from '@aws-sdk/client-lambda';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { invokeLater } from './async-invocation.ts';
import { checkConcurrency } from './concurrency.ts';
import { findVersion } from './find-function.ts';
import { runInvocation } from './run-invocation.ts';

const REQUEST_BYTES_MAX = 6 * 1024 * 1024;
const EVENT_BYTES_MAX = 1024 * 1024;

/** Invokes a function: synchronously, or (`Event`) asynchronously with retries, or (`DryRun`) not at all. */
export async function invoke(input: InvokeInput, call: Call): Promise<InvocationResponse> {
  const target = findVersion(call, input.FunctionName, input.Qualifier);
  if (input.InvocationType === 'DryRun') return { StatusCode: 204 };
  const isEvent = input.InvocationType === 'Event';
  const payload = payloadOf(input.Payload, isEvent ? EVENT_BYTES_MAX : REQUEST_BYTES_MAX);
  const clientContext = clientContextOf(input.ClientContext);
  if (isEvent) {
    call.kernel.background(invokeLater(call.kernel, target, { requestId: call.requestId, payload, clientContext }));
    return { StatusCode: 202 };
  }
  checkConcurrency(call.kernel, target.fn);
  const outcome = await runInvocation(call.kernel, target, { requestId: call.requestId, payload, clientContext });
  return {
    StatusCode: 200,
    ExecutedVersion: outcome.executedVersion,
    Payload: new TextEncoder().encode(outcome.payload) as InvocationResponse['Payload'],
    ...(outcome.functionError === undefined ? {} : { FunctionError: outcome.functionError }),
    ...(input.LogType === 'Tail' ? { LogResult: outcome.logTail } : {}),
  };
}

/**
 * The event as JSON; an absent payload is an empty object. Throws `InvalidRequestContentException`,
 * `RequestTooLargeException`.
 */
function payloadOf(given: Uint8Array | string | undefined, bytesMax: number): string {
  const text = typeof given === 'string' ? given : new TextDecoder().decode(given);
  if (Buffer.byteLength(text) > bytesMax) {
    throw new AwsError(
      'RequestTooLargeException',
      `Request must be smaller than ${bytesMax} bytes for the InvokeFunction operation`,
      413,
      { Type: 'User' },
    );
  }
  if (text.trim() === '') return '{}';
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    const message = `Could not parse request body into json: Could not parse payload into json: ${(error as Error).message}`;
    throw new AwsError('InvalidRequestContentException', message, 400, { Type: 'User' });
  }
}

function clientContextOf(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(Buffer.from(text, 'base64').toString());
  } catch {
    throw new AwsError('InvalidRequestContentException', 'Client context must be a valid Base64-encoded JSON object.');
  }
}
