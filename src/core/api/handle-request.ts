import { PlinthError } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import { scopePath } from '../scope.ts';
import { assertMayAct, type Caller, type Grant } from './access.ts';
import type { ApiRequest, ApiResponse } from './exchange.ts';
import { apiOperation, type OperationId } from './operations.ts';
import { readQuery } from './parameters.ts';
import { pathScope } from './path-scope.ts';
import { routeRequest } from './route-request.ts';

const bodyBytesMax = 65_536;
const idempotencyKeyLengthMax = 255;

/** A request as API Gateway hands it over. Header names are lower-case. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly caller: Caller;
}

export type UseCase = (request: ApiRequest, ports: Ports) => Promise<ApiResponse>;

/** What the API needs to answer requests. */
export interface ApiContext {
  readonly ports: Ports;
  readonly grants: readonly Grant[];
  readonly useCases: Readonly<Record<OperationId, UseCase>>;
}

/** Finds the operation of a request, reads query and body, checks the caller's role, and calls the use case. */
export async function handleRequest(raw: RawRequest, { ports, grants, useCases }: ApiContext): Promise<ApiResponse> {
  const { operationId, path } = routeRequest(raw.method, raw.path);
  const operation = apiOperation(operationId);
  const request: ApiRequest = {
    caller: raw.caller,
    grants,
    path,
    query: readQuery(raw.query, operation.query ?? []),
    idempotencyKey: idempotencyKey(raw.headers['idempotency-key']),
    ifMatch: raw.headers['if-match'],
    body: operation.body === undefined ? {} : parsedBody(raw.body),
  };
  await assertAllowed(operationId, request, ports);
  return useCases[operationId](request, ports);
}

/** The caller needs the role on the scope that the path or the query names; below `/operations/{id}`, on the operation's scope. */
async function assertAllowed(operationId: OperationId, request: ApiRequest, ports: Ports): Promise<void> {
  const { role, path } = apiOperation(operationId);
  if (role === undefined) return;
  const scope = path.startsWith('/operations/{id}')
    ? ((await ports.state.readOperation(request.path.id ?? ''))?.scope ?? 'base')
    : (request.query.scope ?? scopePath(pathScope(request)));
  assertMayAct(request.grants, request.caller, { role, scope });
}

function parsedBody(text: string): unknown {
  const bytes = Buffer.byteLength(text);
  if (bytes > bodyBytesMax) {
    throw new PlinthError('BodyTooLarge', `the body has ${bytes} bytes; send at most ${bodyBytesMax}`);
  }
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PlinthError('InvalidRequest', `the body is not valid JSON: ${reason}`, {
      fields: [{ pointer: '', message: 'send a JSON object' }],
    });
  }
}

function idempotencyKey(key: string | undefined): string | undefined {
  if (key === undefined || (/^[\x21-\x7e]+$/.test(key) && key.length <= idempotencyKeyLengthMax)) return key;
  throw new PlinthError(
    'InvalidRequest',
    `Idempotency-Key "${key}" is not valid; use 1 to ${idempotencyKeyLengthMax} visible ASCII characters, such as a UUID`,
    {
      fields: [{ pointer: '/idempotency-key', message: 'use a UUID' }],
    },
  );
}
