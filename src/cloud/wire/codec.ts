import type { NetworkResponse } from '../kernel/network.ts';
import type { OperationModel, ServiceModel } from './service-model.ts';

/** A request as the codecs read it: the URL parsed, the body without its transfer encodings. */
export interface WireRequest {
  readonly method: string;
  /** From the `Host` header, with its port. */
  readonly host: string;
  /** Still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** An error to be written, with what the service's model defines about it. */
export interface Failure {
  /** The modelled shape's name; the code itself when the model does not know it. */
  readonly shapeName: string;
  /** The code in the query protocol. */
  readonly queryCode: string;
  readonly status: number;
  readonly message: string;
  /** Members of the error shape by wire-independent name, without the message. */
  readonly members: Readonly<Record<string, unknown>>;
  readonly requestId: string;
  readonly operation: string;
  readonly resource: string;
}

/** The server's side of one wire protocol. */
export interface Codec {
  /** Name of the operation that the request asks for; for an unknown one, the text that names it in the error. */
  operationName(request: WireRequest): string;
  /** Throws `AwsError` with the protocol's own code when the request cannot be read. */
  input(request: WireRequest, operation: OperationModel): Record<string, unknown>;
  output(output: Record<string, unknown>, operation: OperationModel, answer: AnswerContext): NetworkResponse;
  /** `model` is absent when the request names no known service. */
  failure(failure: Failure, model: ServiceModel | undefined): NetworkResponse;
}

export interface AnswerContext {
  readonly model: ServiceModel;
  readonly requestId: string;
}

/** An answer with its content length, so that bodies need no chunking and HEAD can state it. */
export function answer(status: number, headers: Record<string, string>, body: string | Uint8Array): NetworkResponse {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const isBodyless = status === 204 || status === 304;
  return {
    status,
    headers: isBodyless ? headers : { 'content-length': String(bytes.byteLength), ...headers },
    body: isBodyless ? new Uint8Array() : bytes,
  };
}
