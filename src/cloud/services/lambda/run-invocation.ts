import { deadline } from '../../kernel/deadline.ts';
import type { Kernel } from '../../kernel/service.ts';
import { taskRootOf } from './code-package.ts';
import type { QualifiedFunction } from './find-function.ts';
import { invocationLog } from './invocation-log.ts';
import { invocationError, RuntimeError } from './runtime/invocation-error.ts';
import { coldSandbox, giveBack, takeWarm } from './sandbox-pool.ts';
import { stopSignal } from './stop-signal.ts';
import { timedOut, unlessKilled } from './unless-killed.ts';
import type { WarmSandbox } from './warm-sandbox.ts';

export const RESPONSE_BYTES_MAX = 6 * 1024 * 1024 + 100;

export interface InvocationRequest {
  readonly requestId: string;
  /** The event, as JSON. */
  readonly payload: string;
  readonly clientContext?: unknown;
}

export interface InvocationOutcome {
  /** The handler's answer, or the error, as JSON. */
  readonly payload: string;
  readonly functionError: 'Unhandled' | undefined;
  /** Last 4 KB of the log, as base64. */
  readonly logTail: string;
  readonly executedVersion: string;
}

/** Runs a function once, in a warm sandbox or a new one. The caller has already reserved its concurrency. */
export async function runInvocation(
  kernel: Kernel,
  target: QualifiedFunction,
  request: InvocationRequest,
): Promise<InvocationOutcome> {
  const { fn, version } = target;
  const { statistics } = fn;
  statistics.invocations++;
  fn.running++;
  try {
    const warm = takeWarm(kernel, version);
    const used = warm ?? coldSandbox(kernel, fn, version);
    const initMs = warm === undefined ? await timed(kernel, () => startCold(kernel, used)) : undefined;
    if (warm === undefined) statistics.coldStarts++;
    const log = invocationLog(kernel, used.log, { target, requestId: request.requestId });
    log.start();
    let payload = '';
    let failure: unknown;
    const durationMs = await timed(kernel, async () => {
      try {
        payload = await unlessKilled(kernel, used, { target, request }, () =>
          withinLimits(kernel, used, { target, request }),
        );
      } catch (error) {
        failure = error;
      }
    });
    if (failure !== undefined) {
      statistics.errors++;
      const error = invocationError(failure, taskRootOf(version.code, kernel));
      log.failure(error);
      payload = JSON.stringify(error);
    }
    const billedMs = Math.ceil(durationMs + (initMs ?? 0));
    statistics.gigabyteSeconds += (billedMs / 1000) * ((version.settings.MemorySize ?? 128) / 1024);
    log.end({ durationMs, billedMs, initMs, failure });
    const logTail = used.log.tail();
    await used.log.flush();
    giveBackUnlessReplaced(kernel, target, used);
    return {
      payload,
      functionError: failure === undefined ? undefined : 'Unhandled',
      logTail,
      executedVersion: version.version,
    };
  } finally {
    fn.running--;
  }
}

async function timed(kernel: Kernel, work: () => Promise<void>): Promise<number> {
  const startedMs = kernel.clock.now();
  await work();
  return kernel.clock.now() - startedMs;
}

async function startCold(kernel: Kernel, { sandbox }: WarmSandbox): Promise<void> {
  await kernel.clock.sleep(kernel.durations.seconds('lambda cold start'), stopSignal(kernel));
  sandbox.initialize();
}

async function withinLimits(
  kernel: Kernel,
  { sandbox }: WarmSandbox,
  { target, request }: { target: QualifiedFunction; request: InvocationRequest },
): Promise<string> {
  const timeout = deadline(kernel.clock, target.version.settings.Timeout ?? 3);
  const stop = stopSignal(kernel);
  const stopping = new AbortController();
  const stopped = new Promise<never>((_resolve, reject) => {
    stop.addEventListener('abort', () => reject(stop.reason), { once: true, signal: stopping.signal });
  });
  const work = async () => {
    await kernel.clock.sleep(kernel.durations.seconds('lambda invocation'), stop);
    const { requestId, payload, clientContext } = request;
    const { arn: invokedFunctionArn } = target;
    return sandbox.invoke({ requestId, payload, clientContext, invokedFunctionArn, remainingMs: timeout.remainingMs });
  };
  try {
    const payload = await Promise.race([work(), timeout.expired, stopped]);
    if (payload === undefined) {
      sandbox.kill();
      throw timedOut(request.requestId, timeout.seconds);
    }
    if (Buffer.byteLength(payload) > RESPONSE_BYTES_MAX) {
      throw new RuntimeError(
        'Function.ResponseSizeTooLarge',
        `Response payload size exceeded maximum allowed payload size (${RESPONSE_BYTES_MAX} bytes).`,
      );
    }
    return payload;
  } finally {
    timeout.cancel();
    stopping.abort();
    if (stop.aborted) sandbox.kill();
  }
}

function giveBackUnlessReplaced(kernel: Kernel, { fn, version }: QualifiedFunction, used: WarmSandbox): void {
  const isCurrent = fn.latest === version || fn.versions.get(version.version) === version;
  if (isCurrent) giveBack(kernel, version, used);
  else used.sandbox.kill();
}
