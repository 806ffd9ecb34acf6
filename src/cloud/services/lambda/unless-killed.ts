import type { Kernel } from '../../kernel/service.ts';
import type { QualifiedFunction } from './find-function.ts';
import { RuntimeError } from './runtime/invocation-error.ts';
import type { WarmSandbox } from './warm-sandbox.ts';

interface Invocation {
  readonly target: QualifiedFunction;
  readonly request: { readonly requestId: string };
}

/** Runs an invocation, unless a fault kills its execution environment before it, or when it has done its work. */
export async function unlessKilled(
  kernel: Kernel,
  { sandbox }: WarmSandbox,
  { target, request }: Invocation,
  run: () => Promise<string>,
): Promise<string> {
  const struck = kernel.faults.strike('function killed', (fault) => fault.function === target.fn.name);
  if (struck === undefined) return run();
  const { clock } = kernel;
  const startedMs = clock.now();
  if (struck.when === 'after') await run();
  sandbox.kill();
  const { requestId } = request;
  switch (struck.error) {
    case 'Sandbox.Timedout': {
      const seconds = target.version.settings.Timeout ?? 3;
      await clock.sleep(seconds - (clock.now() - startedMs) / 1000);
      throw timedOut(requestId, seconds);
    }
    case 'none':
      throw new RuntimeError('', `RequestId: ${requestId} Process exited before completing request`);
    default:
      throw new RuntimeError(
        struck.error ?? 'Runtime.ExitError',
        `RequestId: ${requestId} Error: Runtime exited with error: signal: killed`,
      );
  }
}

export function timedOut(requestId: string, seconds: number): RuntimeError {
  const message = `RequestId: ${requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`;
  return new RuntimeError('Sandbox.Timedout', message);
}
