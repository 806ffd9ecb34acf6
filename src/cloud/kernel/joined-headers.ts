import type { IncomingHttpHeaders } from 'node:http';

/** Headers as this network carries them: one that was sent twice is joined. */
export function joinedHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const joined = Object.entries(headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ]);
  return Object.fromEntries(joined);
}
