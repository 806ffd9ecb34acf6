import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Network, NetworkHandler, NetworkRequest, NetworkResponse } from './network.ts';
import type { Unfinished } from './unfinished.ts';

const PORT_TRIES_MAX = 50;

interface Surroundings {
  readonly onStop: (stop: () => Promise<void>) => void;
  /** Every request counts as unfinished until it is answered. */
  readonly track: Unfinished['track'];
}

/** The network of one embedded cloud, on this machine's loopback interface. */
export function localNetwork({ onStop, track }: Surroundings): Network {
  const answerTo = (handler: NetworkHandler, request: NetworkRequest) =>
    track(`the request ${request.method} ${request.url}`, handler(request));
  const hosts = new Map<string, NetworkHandler>();
  return {
    register(host, port, handler) {
      // A host is the same in any case; a URL has it in lower case.
      const key = `${host.toLowerCase()}:${port}`;
      hosts.set(key, handler);
      return () => {
        if (hosts.get(key) === handler) hosts.delete(key);
      };
    },
    async fetch(request) {
      const url = new URL(request.url);
      const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
      const handler = hosts.get(`${url.hostname}:${port}`);
      if (handler !== undefined) return answerTo(handler, request);
      if (isLoopback(url.hostname)) return overLoopback(request);
      throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${url.hostname}`), { code: 'ENOTFOUND' });
    },
    async listen(wantedPort, handler) {
      const server = createServer(async (incoming, outgoing) => {
        try {
          const answer = await answerTo(handler, {
            method: incoming.method ?? 'GET',
            url: `http://${incoming.headers.host ?? 'localhost'}${incoming.url}`,
            headers: Object.fromEntries(
              Object.entries(incoming.headers).map(([name, value]) => [
                name,
                Array.isArray(value) ? value.join(', ') : (value ?? ''),
              ]),
            ),
            body: await buffer(incoming),
          });
          outgoing.writeHead(answer.status, { ...answer.headers });
          outgoing.end(answer.body);
        } catch (error) {
          outgoing.destroy(error instanceof Error ? error : undefined);
        }
      });
      const port = await listenNear(server, wantedPort);
      const close = () =>
        new Promise<void>((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        });
      onStop(close);
      return { port, close };
    },
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\./.test(host);
}

async function overLoopback(request: NetworkRequest): Promise<NetworkResponse> {
  const { host: _host, 'content-length': _length, connection: _connection, ...headers } = request.headers;
  const bodyless = request.method === 'GET' || request.method === 'HEAD';
  const answer = await fetch(request.url, {
    method: request.method,
    headers,
    redirect: 'manual',
    ...(bodyless ? {} : { body: Buffer.from(request.body) }),
  });
  return {
    status: answer.status,
    headers: Object.fromEntries(answer.headers),
    body: new Uint8Array(await answer.arrayBuffer()),
  };
}

/** The preferred port if it is free, else the next free one; 0 lets the operating system choose. */
async function listenNear(server: ReturnType<typeof createServer>, wantedPort: number): Promise<number> {
  for (let tries = 0; tries < PORT_TRIES_MAX; tries++) {
    const port = await new Promise<number | undefined>((resolve, reject) => {
      const onError = (error: NodeJS.ErrnoException) =>
        error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error);
      server.once('error', onError);
      server.listen(wantedPort === 0 ? 0 : wantedPort + tries, '127.0.0.1', () => {
        server.off('error', onError);
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : wantedPort);
      });
    });
    if (port !== undefined) return port;
  }
  throw new Error(`no free port between ${wantedPort} and ${wantedPort + PORT_TRIES_MAX - 1}`);
}
