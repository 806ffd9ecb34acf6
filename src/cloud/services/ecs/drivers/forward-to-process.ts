import { Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { type Duplex, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { joinedHeaders } from '../../../kernel/joined-headers.ts';
import type { StreamHandler, StreamRequest, StreamResponse } from '../../../kernel/network.ts';
import type { Kernel } from '../../../kernel/service.ts';

const agent = new Agent({ keepAlive: true, maxSockets: 256 });

/**
 * Forwards requests for a container's port to the local port on which its process listens. How long a process may take is
 * the business of who asks: the load balancer has an idle timeout.
 */
export function forwardToProcess(localPort: number, kernel: Kernel): StreamHandler {
  return (request) => kernel.clock.hold(() => send(localPort, request));
}

/** Resolves when the answer begins. */
function send(localPort: number, request: StreamRequest): Promise<StreamResponse> {
  const url = new URL(request.url);
  const { body, signal } = request;
  const isUpgrade = request.headers.upgrade !== undefined;
  const framing = body instanceof Uint8Array ? { 'content-length': body.length } : {};
  const outgoing = httpRequest({
    host: '127.0.0.1',
    port: localPort,
    method: request.method,
    path: url.pathname + url.search,
    headers: { ...request.headers, ...(isUpgrade ? {} : framing) },
    ...(isUpgrade ? {} : { agent }),
    ...(signal === undefined ? {} : { signal }),
  });
  const answered = new Promise<StreamResponse>((resolve, reject) => {
    outgoing.once('response', (incoming) => resolve(answerOf(incoming)));
    outgoing.once('upgrade', (incoming, socket, head) => resolve(upgraded(incoming, { socket, head, request })));
    // After the answer has begun, its body breaks by itself.
    outgoing.on('error', reject);
  });
  if (body instanceof Uint8Array || isUpgrade) outgoing.end(body instanceof Uint8Array ? body : undefined);
  else upload(body, outgoing);
  return answered;
}

function upload(body: AsyncIterable<Uint8Array>, outgoing: ClientRequest): void {
  // An upload that breaks destroys the request, which rejects its answer.
  pipeline(Readable.from(body), outgoing).catch(() => {});
}

function answerOf(incoming: IncomingMessage): StreamResponse {
  return { status: incoming.statusCode ?? 502, headers: joinedHeaders(incoming.headers), body: incoming };
}

/** From here on, both sides send as they like, until one of them closes. */
function upgraded(
  incoming: IncomingMessage,
  { socket, head, request }: { readonly socket: Duplex; readonly head: Buffer; readonly request: StreamRequest },
): StreamResponse {
  const { body, signal } = request;
  signal?.addEventListener('abort', () => socket.destroy(), { once: true });
  if (!(body instanceof Uint8Array)) pipeline(Readable.from(body), socket).catch(() => socket.destroy());
  return { status: 101, headers: joinedHeaders(incoming.headers), body: received(socket, head) };
}

async function* received(socket: Duplex, head: Buffer): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  yield* socket;
}
