/**
 * The embedded cloud's network: host names that AWS would answer for (an API's, a load balancer's, the AWS
 * endpoint itself) are resolved in process; some of them are also open as local ports.
 */
export interface Network {
  /** Registers the handler of `host` and `port` inside the cloud. Answers a function that unregisters it. */
  register(host: string, port: number, handler: NetworkHandler): () => void;
  /**
   * Sends a request to a registered host, else to the real address when it is a loopback address. Any other host is
   * refused, as from a subnet without a route to the internet.
   */
  fetch(request: NetworkRequest): Promise<NetworkResponse>;
  /** Opens a loopback port for clients on this machine: the preferred one, or the next free one. Answers the port. */
  listen(wantedPort: number, handler: NetworkHandler): Promise<{ port: number; close: () => Promise<void> }>;
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
