import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { joinedHeaders } from './joined-headers.ts';
import type {
  Network,
  NetworkHandler,
  NetworkRequest,
  NetworkResponse,
  OpenPort,
  StreamHandler,
  StreamRequest,
  StreamResponse,
} from './network.ts';
import { serveStreams } from './serve-streams.ts';
import { asStreamHandler, asWholeHandler } from './streams.ts';
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
  const hosts = new Map<string, Host>();
  const hostAt = ({ url }: { readonly url: string }) => {
    const { hostname, port, protocol } = new URL(url);
    const known = hosts.get(`${hostname}:${port === '' ? (protocol === 'https:' ? 443 : 80) : port}`);
    return { hostname, known };
  };
  const streamTo = async (handler: StreamHandler, request: StreamRequest): Promise<StreamResponse> => {
    const what = `the request ${request.method} ${request.url}`;
    const answer = await track(what, handler(request));
    if (answer.body instanceof Uint8Array) return answer;
    const { body, ended } = watched(answer.body);
    track(what, ended);
    return { ...answer, body };
  };
  const register = (host: string, port: number, handlers: Host) => {
    // A host is the same in any case; a URL has it in lower case.
    const key = `${host.toLowerCase()}:${port}`;
    hosts.set(key, handlers);
    return () => {
      if (hosts.get(key) === handlers) hosts.delete(key);
    };
  };
  return {
    register: (host, port, whole) => register(host, port, { whole, streams: asStreamHandler(whole) }),
    registerStreams: (host, port, streams) => register(host, port, { whole: asWholeHandler(streams), streams }),
    async fetch(request) {
      const { hostname, known } = hostAt(request);
      if (known !== undefined) return answerTo(known.whole, request);
      if (isLoopback(hostname)) return overLoopback(request);
      throw notFound(hostname);
    },
    async stream(request) {
      const { hostname, known } = hostAt(request);
      if (known === undefined) throw notFound(hostname);
      return streamTo(known.streams, request);
    },
    listen(wantedPort, handler) {
      const server = createServer(async (incoming, outgoing) => {
        try {
          const answer = await answerTo(handler, {
            method: incoming.method ?? 'GET',
            url: `http://${incoming.headers.host ?? 'localhost'}${incoming.url}`,
            headers: joinedHeaders(incoming.headers),
            body: await buffer(incoming),
          });
          outgoing.writeHead(answer.status, { ...answer.headers });
          outgoing.end(answer.body);
        } catch (error) {
          outgoing.destroy(error instanceof Error ? error : undefined);
        }
      });
      return open(server, wantedPort, onStop);
    },
    listenStreams: (wantedPort, handler, keepAliveSeconds) =>
      open(
        serveStreams((request) => streamTo(handler, request), keepAliveSeconds),
        wantedPort,
        onStop,
      ),
  };
}

/** Opens the preferred port or the next free one, until the cloud stops. */
async function open(server: Server, wantedPort: number, onStop: Surroundings['onStop']): Promise<OpenPort> {
  const port = await listenNear(server, wantedPort);
  const sockets = new Set<Socket>();
  // A server does not count upgraded connections among its own.
  server.on('upgrade', ({ socket }) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
      for (const socket of sockets) socket.destroy();
    });
  onStop(close);
  return { port, close };
}

interface Host {
  readonly whole: NetworkHandler;
  readonly streams: StreamHandler;
}

function notFound(hostname: string): Error {
  return Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: 'ENOTFOUND' });
}

/** The pieces, and when their reader has all of them or has stopped. */
function watched(pieces: AsyncIterable<Uint8Array>) {
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const iterator = pieces[Symbol.asyncIterator]();
  const body = (async function* () {
    try {
      yield* { [Symbol.asyncIterator]: () => iterator };
    } finally {
      resolve();
    }
  })();
  return { body, ended };
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
