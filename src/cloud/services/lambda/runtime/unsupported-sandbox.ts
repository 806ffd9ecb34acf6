import { RuntimeError } from './invocation-error.ts';
import type { Sandbox, SandboxSpec } from './sandbox.ts';

/** A runtime that the embedded cloud cannot run: each invocation fails with an error that names the runtime. */
export function unsupportedSandbox(spec: SandboxSpec): Sandbox {
  const invoke = async () => {
    throw new RuntimeError(
      'Runtime.Unsupported',
      `the embedded cloud runs nodejs and python functions, not "${spec.runtime}"`,
    );
  };
  return { crashed: true, initialize: () => {}, invoke, kill: () => {} };
}
