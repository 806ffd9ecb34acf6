/**
 * The embedded cloud's network: host names that AWS would answer for (an API's, a load balancer's, the AWS
 * endpoint itself) are resolved in process; some of them are also open as local ports.
 */
export interface Network {
  /** Registers the handler of `host` and `port` inside the cloud. Answers a function that unregisters it. */
  register(host: string, port: number, handler: NetworkHandler): () => void;
  /** The same for a handler that takes and answers bodies piece by piece, or upgrades connections. */
  registerStreams(host: string, port: number, handler: StreamHandler): () => void;
  /**
   * Sends a request to a registered host, else to the real address when it is a loopback address. Any other host is
   * refused, as from a subnet without a route to the internet.
   */
  fetch(request: NetworkRequest): Promise<NetworkResponse>;
  /** Sends a request to a registered host and answers as soon as its answer begins. */
  stream(request: StreamRequest): Promise<StreamResponse>;
  /** Opens a loopback port for clients on this machine: the preferred one, or the next free one. Answers the port. */
  listen(wantedPort: number, handler: NetworkHandler): Promise<OpenPort>;
  /** The same for a handler of streams. An idle connection is closed after the keep-alive seconds. */
  listenStreams(wantedPort: number, handler: StreamHandler, keepAliveSeconds: number): Promise<OpenPort>;
}

export interface OpenPort {
  readonly port: number;
  readonly close: () => Promise<void>;
}

export type NetworkHandler = (request: NetworkRequest) => Promise<NetworkResponse>;

export interface NetworkRequest {
  readonly method: string;
  /** Absolute: `http://host:port/path?query`. */
  readonly url: string;
  /** Lower-case names. A header sent twice is joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface NetworkResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** A body as a whole, or the pieces of one as they come: it ends when the iterator ends, and breaks when it throws. */
export type StreamBody = Uint8Array | AsyncIterable<Uint8Array>;

/**
 * A request whose body may still be on its way. After an answer with status 101 the body is what the client sends on the
 * upgraded connection.
 */
export interface StreamRequest extends Omit<NetworkRequest, 'body'> {
  readonly body: StreamBody;
  /** Aborted when the client closes its connection. */
  readonly signal?: AbortSignal;
}

/** An answer whose body may still be on its way: with status 101, what the server sends on the upgraded connection. */
export interface StreamResponse extends Omit<NetworkResponse, 'body'> {
  readonly body: StreamBody;
}

export type StreamHandler = (request: StreamRequest) => Promise<StreamResponse>;
