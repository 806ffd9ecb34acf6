import { type IncomingMessage, request } from 'node:http';
import type { Probe } from '../core/ports/index.ts';

const bodyBytesMax = 65_536;

/** Plain HTTP, with `node:http`, because `fetch` does not allow a Host header other than the URL's. */
export const probe: Probe = {
  get: (url, headers, timeoutSeconds) =>
    new Promise((resolve, reject) => {
      const signal = AbortSignal.timeout(timeoutSeconds * 1000);
      const sent = request(url, { headers: { ...headers }, signal }, (response) => {
        readBody(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
      });
      sent.once('error', reject);
      sent.end();
    }),
};

async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    chunks.push(chunk);
    if (bytes > bodyBytesMax) break;
  }
  return Buffer.concat(chunks).subarray(0, bodyBytesMax).toString('utf8');
}
