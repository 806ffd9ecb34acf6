import type { Kernel } from '../../kernel/service.ts';
import type { QualifiedFunction } from './find-function.ts';
import type { FunctionLog } from './function-log.ts';
import type { InvocationError } from './runtime/invocation-error.ts';

export interface InvocationLog {
  start(): void;
  failure(error: InvocationError): void;
  end(measured: InvocationMeasure): void;
}

export interface InvocationMeasure {
  readonly durationMs: number;
  readonly billedMs: number;
  readonly initMs: number | undefined;
  readonly failure: unknown;
}

interface InvocationIdentity {
  readonly target: QualifiedFunction;
  readonly requestId: string;
}

/** Lambda's START, END and REPORT lines, in the function's log format. */
export function invocationLog(kernel: Kernel, log: FunctionLog, identity: InvocationIdentity): InvocationLog {
  const isJson = identity.target.version.settings.LoggingConfig?.LogFormat === 'JSON';
  return isJson ? jsonLog(kernel, log, identity) : textLog(kernel, log, identity);
}

function textLog(kernel: Kernel, log: FunctionLog, { target, requestId }: InvocationIdentity): InvocationLog {
  const { version } = target;
  const memoryMb = version.settings.MemorySize ?? 128;
  const now = () => new Date(kernel.clock.now()).toISOString();
  return {
    start: () => log.write(`START RequestId: ${requestId} Version: ${version.version}`),
    failure(error) {
      if (error.errorType === 'Sandbox.Timedout') {
        log.write(`${now()} ${requestId} ${error.errorMessage.replace(/^.*Error: /, '')}\n`);
      } else {
        log.write(`${now()}\t${requestId}\tERROR\tInvoke Error \t${JSON.stringify(error)}`);
      }
    },
    end({ durationMs, billedMs, initMs }) {
      log.write(`END RequestId: ${requestId}`);
      const fields = [
        `REPORT RequestId: ${requestId}`,
        `Duration: ${durationMs.toFixed(2)} ms`,
        `Billed Duration: ${billedMs} ms`,
        `Memory Size: ${memoryMb} MB`,
        `Max Memory Used: ${memoryUsedMb(memoryMb)} MB`,
        ...(initMs === undefined ? [] : [`Init Duration: ${initMs.toFixed(2)} ms`]),
      ];
      log.write(`${fields.join('\t')}\t`);
    },
  };
}

function jsonLog(kernel: Kernel, log: FunctionLog, { target, requestId }: InvocationIdentity): InvocationLog {
  const { version } = target;
  const memorySizeMB = version.settings.MemorySize ?? 128;
  const write = (type: string, record: object) =>
    log.write(JSON.stringify({ time: new Date(kernel.clock.now()).toISOString(), type, record }));
  return {
    start: () => write('platform.start', { requestId, version: version.version }),
    failure(error) {
      const timestamp = new Date(kernel.clock.now()).toISOString();
      log.write(JSON.stringify({ timestamp, level: 'ERROR', requestId, message: error }));
    },
    end({ durationMs, billedMs, initMs, failure }) {
      const metrics = {
        durationMs: Number(durationMs.toFixed(3)),
        billedDurationMs: billedMs,
        memorySizeMB,
        maxMemoryUsedMB: memoryUsedMb(memorySizeMB),
        ...(initMs === undefined ? {} : { initDurationMs: Number(initMs.toFixed(3)) }),
      };
      write('platform.report', { requestId, metrics, status: failure === undefined ? 'success' : 'error' });
    },
  };
}

/** Sandboxes share this process, so their memory cannot be measured separately: the report shows a typical figure. */
function memoryUsedMb(memoryMb: number): number {
  return Math.min(memoryMb, 96);
}
