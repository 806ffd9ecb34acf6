import { RUNTIMES_WITH_CALLBACKS } from './runtimes-with-callbacks.ts';
import type { SandboxInvocation, SandboxSpec } from './sandbox.ts';

/** The `context` argument of a Node.js handler. */
export function lambdaContext(
  spec: SandboxSpec,
  invocation: SandboxInvocation,
  callback: (error: unknown, value: unknown) => void,
): object {
  const hasCallbacks = RUNTIMES_WITH_CALLBACKS.test(spec.runtime);
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: spec.version,
    functionName: spec.functionName,
    memoryLimitInMB: String(spec.memoryMb),
    logGroupName: spec.logGroupName,
    logStreamName: spec.logStreamName,
    clientContext: invocation.clientContext,
    identity: undefined,
    invokedFunctionArn: invocation.invokedFunctionArn,
    awsRequestId: invocation.requestId,
    getRemainingTimeInMillis: () => Math.max(0, Math.floor(invocation.remainingMs())),
    ...(hasCallbacks
      ? {
          done: callback,
          succeed: (value: unknown) => callback(null, value),
          fail: (error: unknown) => callback(error ?? 'null', undefined),
        }
      : {}),
  };
}
