import { Readable } from 'node:stream';
import { type HttpRequest, HttpResponse } from '@smithy/core/protocols';
import type { Cloud } from '../../cloud/index.ts';

/** Calls the embedded cloud in process, without sockets, so that virtual time is not disturbed. */
export interface CloudTransport {
  /** For an SDK client's `requestHandler`. */
  readonly requestHandler: { handle(request: HttpRequest): Promise<{ response: HttpResponse }> };
  /** For clients that use `fetch`. */
  readonly fetch: typeof fetch;
}

export function cloudTransport(cloud: Pick<Cloud, 'fetch'>): CloudTransport {
  return {
    requestHandler: {
      async handle(request) {
        const answer = await cloud.fetch({
          method: request.method,
          url: urlOf(request),
          headers: lowerCase(request.headers),
          body: await bytesOf(request.body),
        });
        const { status: statusCode, headers, body } = answer;
        return {
          response: new HttpResponse({
            statusCode,
            headers: { ...headers },
            body: Readable.from([Buffer.from(body)]),
          }),
        };
      },
    },
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const { status, headers, body } = await cloud.fetch({
        method: request.method,
        url: request.url,
        headers: Object.fromEntries(request.headers),
        body: await bytesOf(init?.body ?? undefined),
      });
      const bodyless = status === 204 || status === 304;
      return new Response(bodyless ? null : Buffer.from(body), { status, headers: { ...headers } });
    },
  };
}

function urlOf(request: HttpRequest): string {
  const port = request.port === undefined ? '' : `:${request.port}`;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request.query ?? {})) {
    for (const one of Array.isArray(value) ? value : [value ?? '']) query.append(name, one);
  }
  const search = query.size === 0 ? '' : `?${query}`;
  return `${request.protocol}//${request.hostname}${port}${request.path}${search}`;
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

async function bytesOf(body: unknown): Promise<Uint8Array> {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body === 'string') return Buffer.from(body);
  // The SDK's own subclass of Uint8Array prints a warning when it is copied directly.
  if (body instanceof Uint8Array) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  throw new TypeError(`a request body of ${Object.prototype.toString.call(body)} cannot be sent in process`);
}
