import { AwsError, notImplemented } from '../kernel/errors.ts';
import { type FaultyCall, lostAnswer, refuseCall } from '../kernel/faults.ts';
import type { RunningKernel } from '../kernel/kernel.ts';
import type { NetworkRequest, NetworkResponse } from '../kernel/network.ts';
import { callerOf, credentialScope } from './caller.ts';
import type { Failure, WireRequest } from './codec.ts';
import { type Destination, destinationOf } from './dispatch.ts';
import { checkRequired } from './required-members.ts';
import { wireRequest } from './wire-request.ts';

/**
 * Answers one request to the AWS endpoint, in any protocol. An error becomes an error response; a rejection is a connection
 * that breaks, because a fault loses the answer.
 */
export async function exchange(kernel: RunningKernel, incoming: NetworkRequest): Promise<NetworkResponse> {
  const { request, broken } = wireRequest(incoming);
  const scope = credentialScope(request);
  const destination = destinationOf(kernel, request, scope);
  const { codec, model, serviceName } = destination;
  const requestId = kernel.random.uuid();
  let operationName = `${request.method} ${request.path}`;
  try {
    if (broken !== undefined) throw broken;
    operationName = codec.operationName(request);
    const operation = model?.operations.get(operationName);
    const run = kernel.services.get(serviceName)?.operations[operationName];
    if (model === undefined || operation === undefined || run === undefined) {
      throw notImplemented(serviceName, operationName);
    }
    const { account, principalArn } = callerOf(kernel, scope?.accessKeyId);
    const region = scope?.region ?? kernel.defaultRegion;
    const input = codec.input(request, operation);
    checkRequired(model, operation.input, input);
    const call = { service: serviceName, operation: operationName, by: principalArn.split('/').at(-1) ?? '', input };
    refuseCall(kernel.faults, call);
    const output = await answered(kernel, call, () => run(input, { account, region, kernel, requestId, principalArn }));
    return codec.output((output ?? {}) as Record<string, unknown>, operation, { model, requestId });
  } catch (error) {
    if (error instanceof ConnectionReset) throw error;
    return codec.failure(failureOf(error, destination, { request, requestId, operationName }), model);
  }
}

/** What the operation answers, unless a fault loses it on its way, be it an error or not. */
async function answered(kernel: RunningKernel, call: FaultyCall, run: () => unknown): Promise<unknown> {
  try {
    return await run();
  } finally {
    const lost = lostAnswer(kernel.faults, call);
    if (lost !== undefined) await reset(kernel, lost.seconds);
  }
}

async function reset(kernel: RunningKernel, seconds = 0): Promise<never> {
  await kernel.clock.sleep(seconds);
  throw new ConnectionReset();
}

class ConnectionReset extends Error {
  readonly code = 'ECONNRESET';

  constructor() {
    super('read ECONNRESET');
  }
}

interface FailureContext {
  readonly request: WireRequest;
  readonly requestId: string;
  readonly operationName: string;
}

/** Completes an error from its service's model: status, query code. A bug of the embedded cloud is a 500 and is printed. */
function failureOf(thrown: unknown, { model }: Destination, context: FailureContext): Failure {
  const error = thrown instanceof AwsError ? thrown : internalFailure(thrown);
  const modelled = model?.errors.find(({ name, queryCode }) => name === error.code || queryCode === error.code);
  return {
    shapeName: modelled?.name ?? error.code,
    queryCode: modelled?.queryCode ?? error.code,
    status: error.status === 400 ? (modelled?.status ?? 400) : error.status,
    message: error.message,
    members: error.members,
    requestId: context.requestId,
    operation: context.operationName,
    resource: context.request.path,
  };
}

function internalFailure(thrown: unknown): AwsError {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  process.stderr.write(`embedded cloud: ${thrown instanceof Error ? thrown.stack : message}\n`);
  return new AwsError('InternalFailure', message, 500);
}
