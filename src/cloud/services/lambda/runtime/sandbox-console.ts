import { Console } from 'node:console';
import type { Writable } from 'node:stream';
import { format } from 'node:util';

export interface SandboxConsoleOptions {
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly format: 'Text' | 'JSON';
  /** Drops lines below this level; JSON format only, as on AWS. */
  readonly level: string;
  readonly now: () => number;
  readonly requestId: () => string | undefined;
}

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

/** `console` as Lambda's Node.js runtime patches it: each line with its time, request id and level. */
export function sandboxConsole(options: SandboxConsoleOptions): Console {
  const own = new Console({ stdout: options.stdout, stderr: options.stderr });
  const threshold = Math.max(0, LEVELS.indexOf(options.level));
  const write =
    (level: string) =>
    (...args: unknown[]) => {
      if (options.format === 'JSON' && LEVELS.indexOf(level) < threshold) return;
      const time = new Date(options.now()).toISOString();
      const requestId = options.requestId();
      options.stdout.write(
        options.format === 'JSON'
          ? `${jsonLine({ time, level, requestId, args })}\n`
          : `${time}\t${requestId ?? 'undefined'}\t${level}\t${format(...args)}\n`,
      );
    };
  return Object.assign(own, {
    log: write('INFO'),
    info: write('INFO'),
    debug: write('DEBUG'),
    warn: write('WARN'),
    error: write('ERROR'),
    trace: write('TRACE'),
    Console,
  });
}

function jsonLine(line: { time: string; level: string; requestId: string | undefined; args: unknown[] }): string {
  const { time: timestamp, level, requestId, args } = line;
  const error = args.find((value) => value instanceof Error);
  const message = args.length === 1 && error === undefined ? args[0] : format(...args);
  return JSON.stringify({
    timestamp,
    level,
    ...(requestId === undefined ? {} : { requestId }),
    message,
    ...(error === undefined
      ? {}
      : { errorType: error.name, errorMessage: error.message, stackTrace: error.stack?.split('\n') ?? [] }),
  });
}
