import http from 'node:http';
import https from 'node:https';
import {
  type SandboxHttpOptions,
  SandboxRequest,
  type SandboxRequestCallback,
  type SandboxRequestOptions,
} from './sandbox-request.ts';

/** `node:http` and `node:https` over the cloud's network: no socket is opened. Servers stay Node's own. */
export function sandboxHttp(options: SandboxHttpOptions): { readonly http: object; readonly https: object } {
  return {
    http: { ...http, ...clientSide('http:', options) },
    https: { ...https, ...clientSide('https:', options) },
  };
}

function clientSide(protocol: 'http:' | 'https:', options: SandboxHttpOptions) {
  const request = (...args: unknown[]) => {
    const callback = args.find((arg) => typeof arg === 'function') as SandboxRequestCallback | undefined;
    const made = new SandboxRequest(requestOptions(protocol, args), options);
    if (callback !== undefined) made.once('response', callback);
    return made;
  };
  const get = (...args: unknown[]) => {
    const made = request(...args);
    made.end();
    return made;
  };
  class SandboxAgent extends Agent {
    readonly protocol = protocol;
    readonly defaultPort = protocol === 'https:' ? 443 : 80;
  }
  return { request, get, Agent: SandboxAgent, globalAgent: new SandboxAgent(), ClientRequest: SandboxRequest };
}

/** Keeps its options only: without connections it does not pool anything. */
class Agent {
  readonly options: Readonly<Record<string, unknown>>;
  readonly keepAlive: boolean;
  readonly maxSockets: number;
  readonly maxFreeSockets: number;
  readonly sockets = {};
  readonly freeSockets = {};
  readonly requests = {};

  constructor(options: Readonly<Record<string, unknown>> = {}) {
    this.options = options;
    this.keepAlive = options.keepAlive === true;
    this.maxSockets = Number(options.maxSockets ?? Number.POSITIVE_INFINITY);
    this.maxFreeSockets = Number(options.maxFreeSockets ?? 256);
  }

  destroy() {}
}

/** `request(url[, options])` and `request(options)`, as Node takes them. */
function requestOptions(protocol: string, args: readonly unknown[]): SandboxRequestOptions {
  const [first, second] = args;
  const isUrl = typeof first === 'string' || first instanceof URL;
  const url = isUrl ? new URL(first) : undefined;
  const given = ((isUrl ? second : first) ?? {}) as http.RequestOptions;
  const options = typeof given === 'function' ? ({} as http.RequestOptions) : given;
  const scheme = options.protocol ?? url?.protocol ?? protocol;
  const host = options.hostname ?? options.host ?? url?.hostname ?? 'localhost';
  const port = String(options.port ?? options.defaultPort ?? url?.port ?? '');
  const auth = options.auth ?? (url?.username ? `${url.username}:${url.password}` : undefined);
  const bracketed = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  const path = options.path ?? (url === undefined ? '/' : `${url.pathname}${url.search}`);
  return {
    method: (options.method ?? 'GET').toUpperCase(),
    origin: `${scheme}//${bracketed}${port === '' ? '' : `:${port}`}`,
    path: path.split('#')[0] || '/',
    headers: {
      ...headersOf(options.headers),
      ...(auth == null ? {} : { authorization: `Basic ${Buffer.from(auth).toString('base64')}` }),
    },
    timeoutMs: options.timeout,
    signal: options.signal,
  };
}

function headersOf(headers: http.RequestOptions['headers']): Record<string, string> {
  const pairs: [string, unknown][] = Array.isArray(headers)
    ? headers.flatMap((name, index): [string, unknown][] => (index % 2 === 0 ? [[name, headers[index + 1]]] : []))
    : Object.entries(headers ?? {});
  return Object.fromEntries(
    pairs
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name.toLowerCase(), Array.isArray(value) ? value.join(', ') : String(value)]),
  );
}
