import { PlinthError } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import { scopePath } from '../scope.ts';
import { assertMayAct, type Caller, type Grant } from './access.ts';
import type { ApiRequest, ApiResponse } from './exchange.ts';
import { type ApiOperation, apiOperation, type OperationId } from './operations.ts';
import { pathScope } from './path-scope.ts';
import { routeRequest } from './route-request.ts';

const bodyBytesMax = 65_536;
const idempotencyKeyLengthMax = 255;

/** A request as it comes in at the front door. Header names are lower-case. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly caller: Caller;
}

export type UseCase = (request: ApiRequest, ports: Ports) => Promise<ApiResponse>;

export interface Door {
  readonly ports: Ports;
  readonly grants: readonly Grant[];
  readonly useCases: Readonly<Record<OperationId, UseCase>>;
}

/** Finds the operation, checks who may, reads the body, and hands over to the use case. */
export async function handleRequest(raw: RawRequest, { ports, grants, useCases }: Door): Promise<ApiResponse> {
  const { operationId, path } = routeRequest(raw.method, raw.path);
  const operation = apiOperation(operationId);
  const request: ApiRequest = {
    caller: raw.caller,
    grants,
    path,
    query: knownQuery(raw.query, operation),
    idempotencyKey: idempotencyKey(raw.headers['idempotency-key']),
    ifMatch: raw.headers['if-match'],
    body: operation.body === undefined ? {} : parsedBody(raw.body),
  };
  await assertAllowed(operationId, request, ports);
  return useCases[operationId](request, ports);
}

/** A role is asked for on the scope that the path names; on an operation's own scope where the path names one. */
async function assertAllowed(operationId: OperationId, request: ApiRequest, ports: Ports): Promise<void> {
  const { role, path } = apiOperation(operationId);
  if (role === undefined) return;
  const scope = path.startsWith('/operations/{id}')
    ? ((await ports.state.readOperation(request.path.id ?? ''))?.scope ?? 'base')
    : (request.query.scope ?? scopePath(pathScope(request)));
  assertMayAct(request.grants, request.caller, { role, scope });
}

function knownQuery(query: RawRequest['query'], operation: ApiOperation): RawRequest['query'] {
  const unknown = Object.keys(query).filter((name) => !Object.hasOwn(operation.query ?? {}, name));
  if (unknown.length === 0) return query;
  const known = Object.keys(operation.query ?? {}).join(', ') || 'none';
  throw new PlinthError('InvalidRequest', `unknown query parameter "${unknown[0]}"; known here: ${known}`, {
    fields: unknown.map((name) => ({ pointer: `/${name}`, message: 'unknown query parameter; remove it' })),
  });
}

function parsedBody(text: string): unknown {
  const bytes = Buffer.byteLength(text);
  if (bytes > bodyBytesMax) {
    throw new PlinthError('BodyTooLarge', `the body has ${bytes} bytes; at most ${bodyBytesMax} are taken`);
  }
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PlinthError('InvalidRequest', `the body is not JSON: ${reason}`, {
      fields: [{ pointer: '', message: 'send a JSON object' }],
    });
  }
}

function idempotencyKey(key: string | undefined): string | undefined {
  if (key === undefined || (/^[\x21-\x7e]+$/.test(key) && key.length <= idempotencyKeyLengthMax)) return key;
  throw new PlinthError(
    'InvalidRequest',
    `an Idempotency-Key has 1 to ${idempotencyKeyLengthMax} visible ASCII characters`,
    {
      fields: [{ pointer: '/idempotency-key', message: 'use a UUID' }],
    },
  );
}
