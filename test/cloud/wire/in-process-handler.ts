import type { NetworkRequest, NetworkResponse } from '../../../src/cloud/kernel/network.ts';

interface SdkRequest {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly query?: Record<string, string | string[] | null>;
  readonly headers: Record<string, string>;
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>;
}

/** A request handler for SDK clients that never leaves the process: no sockets, and virtual time stays true. */
export function inProcessHandler(fetch: (request: NetworkRequest) => Promise<NetworkResponse>) {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle(request: SdkRequest) {
      const port = request.port === undefined ? '' : `:${request.port}`;
      const answer = await fetch({
        method: request.method,
        url: `${request.protocol}//${request.hostname}${port}${request.path}${queryText(request.query)}`,
        headers: Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
        ),
        body: await bytesOf(request.body),
      });
      const isEmpty = answer.body.byteLength === 0;
      return { response: responseOf(answer, isEmpty ? undefined : answer.body) };
    },
  };
}

function responseOf({ status, headers }: NetworkResponse, body: Uint8Array | undefined) {
  return { statusCode: status, headers: { ...headers }, body: new Blob(body ? [Buffer.from(body)] : []).stream() };
}

function queryText(query: SdkRequest['query'] = {}): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((item) => (item === null ? name : `${name}=${encodeURIComponent(item)}`)),
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

async function bytesOf(body: SdkRequest['body']): Promise<Uint8Array> {
  if (body === undefined || typeof body === 'string') return Buffer.from(body ?? '');
  // The SDK's own kind of array complains on the console when it is copied as what it looks like.
  if (body instanceof Uint8Array) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}
