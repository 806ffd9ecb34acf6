import type { Log, LogKeys } from '../../src/core/ports/index.ts';

export interface LogLine extends LogKeys {
  readonly level: keyof Log;
  readonly message: string;
}

export interface FakeLog extends Log {
  readonly lines: readonly LogLine[];
}

/** A log in memory. */
export function fakeLog(): FakeLog {
  const lines: LogLine[] = [];
  const at =
    (level: keyof Log) =>
    (message: string, keys: LogKeys = {}) =>
      void lines.push({ level, message, ...keys });
  return { lines, info: at('info'), warn: at('warn'), error: at('error') };
}
