import { gunzipSync } from 'node:zlib';
import { AwsError } from '../kernel/errors.ts';
import type { NetworkRequest } from '../kernel/network.ts';
import { isAwsChunked, unchunk } from './chunked-body.ts';
import type { WireRequest } from './codec.ts';

export interface ReadRequest {
  readonly request: WireRequest;
  /** The body could not be decoded; `request` then has no body. */
  readonly broken: AwsError | undefined;
}

/** Parses a request; chunked and compressed bodies are decoded. */
export function wireRequest(request: NetworkRequest): ReadRequest {
  // Not by URL: it would resolve the dots in an object's key.
  const [, host = '', target = '/'] = /^https?:\/\/([^/?]+)([^#]*)/.exec(request.url) ?? [];
  const question = target.indexOf('?');
  const path = question === -1 ? target : target.slice(0, question);
  const { body, trailers, broken } = plainBody(request);
  const read = {
    method: request.method,
    host: request.headers.host ?? host,
    path: path === '' ? '/' : path,
    query: new URLSearchParams(question === -1 ? '' : target.slice(question + 1)),
    headers: { ...request.headers, ...trailers },
    body,
  };
  return { request: read, broken };
}

interface PlainBody {
  readonly body: Uint8Array;
  readonly trailers: Readonly<Record<string, string>>;
  readonly broken: AwsError | undefined;
}

function plainBody({ headers, body }: NetworkRequest): PlainBody {
  try {
    if (isAwsChunked(headers) && body.byteLength > 0) return { ...unchunk(body), broken: undefined };
    // Only the RPC protocols compress requests; a gzipped object of S3 stays as it is.
    const isGzippedCall = headers['content-encoding'] === 'gzip' && headers['x-amz-content-sha256'] === undefined;
    const plain = isGzippedCall ? new Uint8Array(gunzipSync(body)) : body;
    return { body: plain, trailers: {}, broken: undefined };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const broken = new AwsError('InvalidRequest', `The encoding of the body is broken: ${reason}`);
    return { body: new Uint8Array(), trailers: {}, broken };
  }
}
