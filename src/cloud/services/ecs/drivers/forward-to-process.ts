import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { NetworkHandler, NetworkRequest, NetworkResponse } from '../../../kernel/network.ts';
import type { Kernel } from '../../../kernel/service.ts';

/** A process that does not answer for this long in real time counts as hung. */
const SOCKET_TIMEOUT_MS = 60_000;
const agent = new Agent({ keepAlive: true, maxSockets: 256 });

/** Forwards requests for a container's port to the local port on which its process listens. */
export function forwardToProcess(localPort: number, kernel: Kernel): NetworkHandler {
  return (request) => kernel.clock.hold(() => send(localPort, request));
}

function send(localPort: number, request: NetworkRequest): Promise<NetworkResponse> {
  const url = new URL(request.url);
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({
      host: '127.0.0.1',
      port: localPort,
      method: request.method,
      path: url.pathname + url.search,
      headers: { ...request.headers, 'content-length': request.body.length },
      agent,
      timeout: SOCKET_TIMEOUT_MS,
    });
    outgoing.once('response', (incoming) => read(incoming).then(resolve, reject));
    outgoing.once('timeout', () => outgoing.destroy(new Error('the process does not answer')));
    outgoing.once('error', (error: NodeJS.ErrnoException) => {
      // The process closed an idle connection while this request reused it, so it has not read the request.
      if (outgoing.reusedSocket && error.code === 'ECONNRESET') send(localPort, request).then(resolve, reject);
      else reject(error);
    });
    outgoing.end(request.body);
  });
}

async function read(incoming: IncomingMessage): Promise<NetworkResponse> {
  const headers = Object.entries(incoming.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ]);
  return { status: incoming.statusCode ?? 502, headers: Object.fromEntries(headers), body: await buffer(incoming) };
}
