import type { NormalizedSchema } from '@smithy/core/schema';

export type TimestampFormat = 'date-time' | 'http-date' | 'epoch-seconds';

/** The format of a timestamp: the shape's own, else the default of its location in the message. */
export function timestampFormat(schema: NormalizedSchema, byDefault: TimestampFormat): TimestampFormat {
  const own: Record<number, TimestampFormat> = { 5: 'date-time', 6: 'http-date', 7: 'epoch-seconds' };
  return own[schema.getSchema() as number] ?? byDefault;
}

export function formatTimestamp(value: unknown, format: TimestampFormat): string | number {
  const date = value instanceof Date ? value : new Date(value as string | number);
  if (format === 'epoch-seconds') return date.getTime() / 1000;
  return format === 'http-date' ? date.toUTCString() : date.toISOString();
}

/** Reads a timestamp in any of the three formats; undefined for any other text. */
export function parseTimestamp(value: unknown): Date | undefined {
  const isNumber = typeof value === 'number' || (typeof value === 'string' && /^-?[\d.]+(e\d+)?$/i.test(value));
  const date = isNumber ? new Date(Math.round(Number(value) * 1000)) : new Date(String(value));
  return Number.isNaN(date.getTime()) ? undefined : date;
}
