import { AwsError } from '../../kernel/errors.ts';
import type { Kernel } from '../../kernel/service.ts';
import { checkConcurrency } from './concurrency.ts';
import { deadLetter, type FinishedInvocation, notifyDestination } from './destinations.ts';
import type { QualifiedFunction } from './find-function.ts';
import { type InvocationOutcome, type InvocationRequest, runInvocation } from './run-invocation.ts';
import { stopSignal } from './stop-signal.ts';

const AGE_SECONDS_MAX = 6 * 3600;
/** Lambda waits one minute before the first retry and two before the second. */
const RETRY_SECONDS = [60, 120];
const THROTTLED_SECONDS_MAX = 300;

/**
 * Invokes a function asynchronously: up to two retries after errors, for up to six hours while throttled, then sends
 * the record to the destination or the dead-letter queue.
 */
export async function invokeLater(
  kernel: Kernel,
  target: QualifiedFunction,
  request: InvocationRequest,
): Promise<void> {
  const config = target.fn.eventInvokeConfigs.get(target.qualifier ?? '$LATEST');
  const retriesMax = config?.MaximumRetryAttempts ?? RETRY_SECONDS.length;
  const endMs = kernel.clock.now() + (config?.MaximumEventAgeInSeconds ?? AGE_SECONDS_MAX) * 1000;
  let outcome: InvocationOutcome | undefined;
  let attempts = 0;
  while (attempts <= retriesMax && kernel.clock.now() <= endMs) {
    if (attempts > 0) await kernel.clock.sleep(RETRY_SECONDS[attempts - 1] ?? 120, stopSignal(kernel));
    if (!(await awaitConcurrency(kernel, target, endMs))) break;
    attempts++;
    outcome = await runInvocation(kernel, target, request);
    if (outcome.functionError === undefined) break;
  }
  const finished: FinishedInvocation = { target, request, outcome, attempts, condition: 'Success' };
  if (outcome?.functionError === undefined && outcome !== undefined) return notifyDestination(kernel, finished);
  const condition = attempts > retriesMax ? 'RetriesExhausted' : 'EventAgeExceeded';
  await deadLetter(kernel, { ...finished, condition });
  await notifyDestination(kernel, { ...finished, condition });
}

/** Whether the function had free concurrency before the event reached its maximum age. */
async function awaitConcurrency(kernel: Kernel, { fn }: QualifiedFunction, endMs: number): Promise<boolean> {
  for (let seconds = 1; ; seconds = Math.min(seconds * 2, THROTTLED_SECONDS_MAX)) {
    try {
      checkConcurrency(kernel, fn);
      return true;
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== 'TooManyRequestsException') throw error;
      if (kernel.clock.now() + seconds * 1000 > endMs) return false;
      await kernel.clock.sleep(seconds, stopSignal(kernel));
    }
  }
}
