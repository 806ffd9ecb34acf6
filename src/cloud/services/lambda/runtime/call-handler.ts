import { lambdaContext } from './lambda-context.ts';
import type { NodeHandler } from './node-handler.ts';
import type { PendingWork } from './pending-work.ts';
import { RUNTIMES_WITH_CALLBACKS } from './runtimes-with-callbacks.ts';
import type { SandboxInvocation, SandboxSpec } from './sandbox.ts';

export interface HandlerCall {
  readonly spec: SandboxSpec;
  readonly invocation: SandboxInvocation;
  readonly pending: PendingWork;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Calls a handler of any style: async, with a callback, or with a direct result. */
export function callHandler(handler: NodeHandler, { spec, invocation, pending, resolve, reject }: HandlerCall): void {
  const callback = (error: unknown, value: unknown) => (error == null ? resolve(value) : reject(error));
  try {
    const result = handler(JSON.parse(invocation.payload), lambdaContext(spec, invocation, callback), callback);
    if (isThenable(result)) result.then(resolve, reject);
    else if (!RUNTIMES_WITH_CALLBACKS.test(spec.runtime)) resolve(result);
    // Without a callback the result is null as soon as the event loop is empty.
    else setImmediate(() => pending.whenEmpty(() => setImmediate(() => resolve(undefined))));
  } catch (error) {
    reject(error);
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined)?.then === 'function';
}
