import { EventEmitter } from 'node:events';
import { STATUS_CODES } from 'node:http';
import { Readable, Writable } from 'node:stream';
import type { Clock } from '../../../kernel/clock.ts';
import { deadline } from '../../../kernel/deadline.ts';
import type { NetworkResponse } from '../../../kernel/network.ts';
import type { SandboxNetwork } from './sandbox-network.ts';

export interface SandboxHttpOptions {
  readonly network: SandboxNetwork;
  readonly clock: Clock;
  /** Receives an `error` event without a listener, and errors that a listener throws. */
  readonly onUncaught: (error: unknown) => void;
}

export type SandboxRequestCallback = (message: SandboxMessage) => void;

export interface SandboxRequestOptions {
  readonly method: string;
  /** `http://host:port` */
  readonly origin: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly timeoutMs: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/** `http.ClientRequest` over the cloud's network: the request is sent when it is ended, and answered as a whole. */
export class SandboxRequest extends Writable {
  readonly method: string;
  readonly path: string;
  readonly host: string;
  readonly protocol: string;
  readonly socket: SandboxSocket;
  readonly connection: SandboxSocket;
  reusedSocket = false;
  aborted = false;
  res: SandboxMessage | undefined;
  #headers: Record<string, string>;
  #chunks: Buffer[] = [];
  #url: string;
  #options: SandboxHttpOptions;
  #cancelTimeout: (() => void) | undefined;

  constructor(request: SandboxRequestOptions, options: SandboxHttpOptions) {
    super({ autoDestroy: false, decodeStrings: true });
    const origin = new URL(request.origin);
    this.method = request.method;
    this.path = request.path;
    this.host = origin.hostname;
    this.protocol = origin.protocol;
    this.#url = `${request.origin}${request.path}`;
    this.#headers = { host: origin.host, ...request.headers };
    this.#options = options;
    this.socket = new SandboxSocket((error) => this.destroy(error));
    this.connection = this.socket;
    if (request.timeoutMs !== undefined) this.setTimeout(request.timeoutMs);
    request.signal?.addEventListener('abort', () => this.destroy(abortError(request.signal?.reason)), { once: true });
    if (request.signal?.aborted) process.nextTick(() => this.destroy(abortError(request.signal?.reason)));
    process.nextTick(() => this.emit('socket', this.socket));
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#chunks.push(chunk);
    done();
  }

  override _final(done: () => void): void {
    done();
    this.#send().catch(this.#options.onUncaught);
  }

  /** A request that is destroyed before its answer fails with "socket hang up", as in Node. */
  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#cancelTimeout?.();
    done(error ?? (this.res === undefined ? hangUp() : null));
  }

  // biome-ignore lint/suspicious/noExplicitAny: this is the signature of an emitter.
  override emit(event: string | symbol, ...args: any[]): boolean {
    if (event === 'error' && this.listenerCount('error') === 0) {
      this.#options.onUncaught(args[0]);
      return false;
    }
    return super.emit(event as 'error', ...(args as [Error]));
  }

  async #send(): Promise<void> {
    const body = new Uint8Array(Buffer.concat(this.#chunks));
    try {
      const answer = await this.#options.network({
        method: this.method,
        url: this.#url,
        headers: this.#headers,
        body,
      });
      if (!this.destroyed) this.#receive(answer);
    } catch (error) {
      if (!this.destroyed) this.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #receive(answer: NetworkResponse): void {
    this.#cancelTimeout?.();
    const message = new SandboxMessage(answer, this.socket);
    this.res = message;
    message.once('close', () => this.destroy());
    try {
      if (!this.emit('response', message)) message.resume();
    } catch (error) {
      this.#options.onUncaught(error);
    }
  }

  setTimeout(milliseconds: number, callback?: () => void): this {
    this.#cancelTimeout?.();
    if (callback !== undefined) this.once('timeout', callback);
    if (milliseconds > 0) {
      const limit = deadline(this.#options.clock, milliseconds / 1000);
      limit.expired.then(() => this.emit('timeout')).catch(this.#options.onUncaught);
      this.#cancelTimeout = limit.cancel;
    }
    return this;
  }

  abort(): void {
    if (this.aborted) return;
    this.aborted = true;
    process.nextTick(() => this.emit('abort'));
    this.destroy();
  }

  setHeader(name: string, value: unknown): this {
    this.#headers[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : String(value);
    return this;
  }

  getHeader(name: string): string | undefined {
    return this.#headers[name.toLowerCase()];
  }

  getHeaders(): Record<string, string> {
    return { ...this.#headers };
  }

  getHeaderNames(): string[] {
    return Object.keys(this.#headers);
  }

  hasHeader(name: string): boolean {
    return name.toLowerCase() in this.#headers;
  }

  removeHeader(name: string): void {
    delete this.#headers[name.toLowerCase()];
  }

  flushHeaders(): void {}

  setNoDelay(): void {}

  setSocketKeepAlive(): void {}
}

/** `http.IncomingMessage`: the answer, with its body ready to be read. */
export class SandboxMessage extends Readable {
  readonly statusCode: number;
  readonly statusMessage: string;
  readonly headers: Record<string, string | string[]>;
  readonly rawHeaders: string[];
  readonly httpVersion = '1.1';
  readonly httpVersionMajor = 1;
  readonly httpVersionMinor = 1;
  readonly trailers = {};
  readonly socket: SandboxSocket;
  complete = false;
  #body: Uint8Array;

  constructor(answer: NetworkResponse, socket: SandboxSocket) {
    super();
    this.statusCode = answer.status;
    this.statusMessage = STATUS_CODES[answer.status] ?? '';
    const { 'set-cookie': cookies, ...headers } = answer.headers;
    this.headers = cookies === undefined ? headers : { ...headers, 'set-cookie': cookies.split(/, (?=[^;,]+=)/) };
    this.rawHeaders = Object.entries(answer.headers).flat();
    this.socket = socket;
    this.#body = answer.body;
  }

  override _read(): void {
    if (this.complete) return;
    this.complete = true;
    if (this.#body.byteLength > 0) this.push(Buffer.from(this.#body));
    this.push(null);
  }

  setTimeout(): this {
    return this;
  }
}

/** Methods of the socket have no effect, except destroying it. */
class SandboxSocket extends EventEmitter {
  readonly connecting = false;
  readonly encrypted = true;
  readonly authorized = true;
  readonly readable = true;
  readonly writable = true;
  readonly remoteAddress = '127.0.0.1';
  destroyed = false;
  #onDestroy: (error?: Error) => void;

  constructor(onDestroy: (error?: Error) => void) {
    super();
    this.#onDestroy = onDestroy;
  }

  destroy(error?: Error): this {
    this.destroyed = true;
    this.#onDestroy(error);
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setTimeout(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}

function hangUp(): Error {
  return Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
}

function abortError(cause: unknown): Error {
  return Object.assign(new Error('The operation was aborted', { cause }), { name: 'AbortError', code: 'ABORT_ERR' });
}
