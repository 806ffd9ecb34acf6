import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { joinedHeaders } from './joined-headers.ts';
import type { StreamBody, StreamHandler, StreamRequest, StreamResponse } from './network.ts';

/** A server on a real port whose requests, answers and upgraded connections go through as they come. */
export function serveStreams(handler: StreamHandler, keepAliveSeconds: number): Server {
  // An upload may take as long as it needs: what limits it is the handler's business.
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: keepAliveSeconds * 1000 });
  server.on('request', (incoming, outgoing) => {
    const client = new AbortController();
    outgoing.once('close', () => {
      if (!outgoing.writableFinished) client.abort();
    });
    serve(handler, requestOf(incoming, incoming, client.signal), outgoing).catch(() => outgoing.destroy());
  });
  server.on('upgrade', (incoming, socket, head) => {
    const client = new AbortController();
    socket.once('close', () => client.abort());
    socket.on('error', () => {});
    const request = requestOf(incoming, received(socket, head), client.signal);
    serveUpgrade(handler, request, socket).catch(() => socket.destroy());
  });
  return server;
}

function requestOf(incoming: IncomingMessage, body: StreamBody, signal: AbortSignal): StreamRequest {
  const { method = 'GET', headers, url } = incoming;
  return {
    method,
    url: `http://${headers.host ?? 'localhost'}${url}`,
    headers: joinedHeaders(headers),
    body: hasBody(incoming) ? body : new Uint8Array(),
    signal,
  };
}

function hasBody({ headers }: IncomingMessage): boolean {
  const { upgrade, 'transfer-encoding': encoding, 'content-length': length = '0' } = headers;
  return upgrade !== undefined || encoding !== undefined || length !== '0';
}

async function* received(socket: Duplex, head: Buffer): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  yield* socket.iterator({ destroyOnReturn: false });
}

async function serve(handler: StreamHandler, request: StreamRequest, outgoing: ServerResponse): Promise<void> {
  const { status, headers, body } = await handler(request);
  outgoing.writeHead(status, { ...headers });
  if (body instanceof Uint8Array) return void outgoing.end(body);
  outgoing.flushHeaders();
  await pump(body, outgoing);
  outgoing.end();
}

async function serveUpgrade(handler: StreamHandler, request: StreamRequest, socket: Duplex): Promise<void> {
  const answer = await handler(request);
  socket.write(headOf(answer));
  if (answer.body instanceof Uint8Array) socket.write(answer.body);
  else await pump(answer.body, socket);
  socket.end();
}

/** An answer on a socket that left HTTP's hands: one that is not upgraded is the connection's last. */
function headOf({ status, headers, body }: StreamResponse): string {
  const framing = status === 101 ? {} : { connection: 'close', ...lengthOf(body) };
  const lines = Object.entries({ ...headers, ...framing }).map(([name, value]) => `${name}: ${value}`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('\r\n')}\r\n\r\n`;
}

function lengthOf(body: StreamBody): Record<string, string> {
  return body instanceof Uint8Array ? { 'content-length': String(body.byteLength) } : {};
}

async function pump(body: AsyncIterable<Uint8Array>, to: ServerResponse | Duplex): Promise<void> {
  const closed = new AbortController();
  to.once('close', () => closed.abort());
  for await (const piece of body) {
    if (to.destroyed) return;
    if (!to.write(piece)) await once(to, 'drain', { signal: closed.signal });
  }
}
