import type { Script } from 'node:vm';
import { callHandler } from './call-handler.ts';
import { RuntimeError } from './invocation-error.ts';
import { nodeGlobals } from './node-globals.ts';
import { findHandler, type NodeHandler } from './node-handler.ts';
import { RUNTIMES_WITH_CALLBACKS } from './runtimes-with-callbacks.ts';
import type { Sandbox, SandboxInvocation, SandboxSpec } from './sandbox.ts';
import { inSandbox } from './sandbox-scope.ts';

/** A `nodejs*` execution environment inside this process: its own globals and modules, the cloud's time and network. */
export function nodeSandbox(spec: SandboxSpec, scripts: Map<string, Script>): Sandbox {
  let alive = true;
  let crashed = false;
  let requestId: string | undefined;
  let fail: (error: unknown) => void = () => {};
  let handler: NodeHandler | undefined;
  let initError: { readonly error: unknown } | undefined;

  const crash = (error: unknown) => {
    crashed = true;
    fail(error);
  };
  const globals = nodeGlobals(spec, {
    isAlive: () => alive,
    requestId: () => requestId,
    onUncaught: crash,
    exit(code) {
      const reason = code === 0 ? 'without providing a reason' : `with error: exit status ${code}`;
      const error = new RuntimeError('Runtime.ExitError', `RequestId: ${requestId} Error: Runtime exited ${reason}`);
      crash(error);
      throw error;
    },
  });

  return {
    get crashed() {
      return crashed;
    },
    initialize() {
      try {
        handler = inSandbox(crash, () => findHandler(spec, globals, scripts));
        if (handler.length >= 3 && !RUNTIMES_WITH_CALLBACKS.test(spec.runtime)) throw callbackHandlerDeprecated();
      } catch (error) {
        crash(error);
        initError = { error };
      }
      globals.timers.freeze();
    },
    async invoke(invocation) {
      if (initError !== undefined) throw initError.error;
      requestId = invocation.requestId;
      traceRequest(globals.process, invocation);
      globals.timers.thaw();
      try {
        const result = await new Promise<unknown>((resolve, reject) => {
          fail = reject;
          const { pending } = globals;
          inSandbox(crash, () => callHandler(handler!, { spec, invocation, pending, resolve, reject }));
        });
        return marshalled(result);
      } finally {
        fail = () => {};
        globals.timers.freeze();
      }
    },
    kill() {
      alive = false;
      crashed = true;
      globals.timers.freeze();
    },
  };
}

function callbackHandlerDeprecated(): RuntimeError {
  return new RuntimeError(
    'Runtime.CallbackHandlerDeprecated',
    'AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later.',
  );
}

/** Only the X-Ray header changes in the environment between invocations. */
function traceRequest(process: NodeJS.Process, invocation: SandboxInvocation): void {
  const root = invocation.requestId.replaceAll('-', '').slice(0, 24);
  process.env._X_AMZN_TRACE_ID = `Root=1-00000000-${root};Parent=${root.slice(0, 16)};Sampled=0`;
}

function marshalled(result: unknown): string {
  try {
    return JSON.stringify(result) ?? 'null';
  } catch (cause) {
    throw new RuntimeError('Runtime.MarshalError', 'Unable to stringify response body', { cause });
  }
}
