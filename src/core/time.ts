export interface Time {
  now(): Date;
}

/** Now, as the state writes it: ISO 8601, UTC, milliseconds. */
export function timestamp(time: Time): string {
  return time.now().toISOString();
}

/** Seconds from a timestamp until now; negative when it lies ahead. */
export function secondsSince(time: Time, earlier: string): number {
  return (time.now().getTime() - Date.parse(earlier)) / 1000;
}
