import { AsyncLocalStorage } from 'node:async_hooks';
import { RuntimeError } from './invocation-error.ts';

/** The sandbox whose code is running, which receives its uncaught errors. */
const scope = new AsyncLocalStorage<(error: unknown) => void>();
let isListening = false;

/** Runs a sandbox's code. A rejection or exception that it leaves uncaught goes to `onUncaught`, not to this process. */
export function inSandbox<T>(onUncaught: (error: unknown) => void, work: () => T): T {
  listen();
  return scope.run(onUncaught, work);
}

/** Runs the cloud's own code on behalf of a sandbox: its errors are not the sandbox's. */
export function outsideSandbox<T>(work: () => T): T {
  return scope.exit(work);
}

function listen(): void {
  if (isListening) return;
  isListening = true;
  process.on('unhandledRejection', (reason) => {
    const text = reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason);
    report(reason, new RuntimeError('Runtime.UnhandledPromiseRejection', text, { cause: reason }));
  });
  process.on('uncaughtException', (error) => report(error, error));
}

/** An error outside all sandboxes ends the process, as it would without these listeners. */
function report(raw: unknown, error: unknown): void {
  const onUncaught = scope.getStore();
  if (onUncaught !== undefined) onUncaught(error);
  else if (process.listenerCount('unhandledRejection') === 1) throw raw;
}
