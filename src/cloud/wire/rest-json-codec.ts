import type { NormalizedSchema } from '@smithy/core/schema';
import { AwsError } from '../kernel/errors.ts';
import { answer, type Codec, type WireRequest } from './codec.ts';
import { errorBody, parseJsonBody } from './json-codec.ts';
import { readJson, writeJson } from './json-value.ts';
import { bindingOf, readBindings, writeHeaders } from './rest-binding.ts';
import { matchRest } from './rest-route.ts';
import type { OperationModel, ServiceModel } from './service-model.ts';
import { kindOf, membersOf } from './shape.ts';

/** REST with JSON bodies: Lambda, API Gateway v2, EventBridge Scheduler. */
export function restJsonCodec(model: ServiceModel): Codec {
  return {
    operationName: (request) => matchRest(model, request)?.operation.name ?? `${request.method} ${request.path}`,
    input(request, operation) {
      const labels = matchRest(model, request)?.labels ?? {};
      try {
        return { ...readBody(operation.input, request), ...readBindings(operation.input, request, labels) };
      } catch (error) {
        if (error instanceof AwsError) throw error;
        throw new AwsError('SerializationException', error instanceof Error ? error.message : String(error));
      }
    },
    output(output, operation, { requestId }) {
      const headers = { ...writeHeaders(operation.output, output), 'x-amzn-requestid': requestId };
      const [body, contentType] = writeBody(operation, output);
      return answer(statusOf(operation, output), { 'content-type': contentType, ...headers }, body);
    },
    failure(failure) {
      const headers = {
        'content-type': 'application/json',
        'x-amzn-requestid': failure.requestId,
        'x-amzn-errortype': failure.shapeName,
      };
      return answer(failure.status, headers, JSON.stringify(errorBody(failure, model)));
    },
  };
}

/** The status of an answer: the member bound to it, else the operation's own. */
export function statusOf(operation: OperationModel, output: Record<string, unknown>): number {
  const bound = membersOf(operation.output).find(([, member]) => bindingOf(member) === 'status');
  return (bound && (output[bound[0]] as number | undefined)) ?? operation.http?.[2] ?? 200;
}

/** The member that is the whole body, if the shape has one. */
export function payloadOf(schema: NormalizedSchema): readonly [string, NormalizedSchema] | undefined {
  return membersOf(schema).find(([, member]) => bindingOf(member) === 'payload');
}

function readBody(schema: NormalizedSchema, request: WireRequest): Record<string, unknown> {
  const payload = payloadOf(schema);
  if (payload === undefined) return bodyMembers(schema, readJson(schema, parseJsonBody(request), 'jsonName') as object);
  const [name, member] = payload;
  if (request.body.byteLength === 0) return {};
  if (kindOf(member) === 'blob') return { [name]: request.body };
  if (kindOf(member) === 'string') return { [name]: Buffer.from(request.body).toString() };
  return { [name]: readJson(member, parseJsonBody(request), 'jsonName') };
}

/** The body cannot set a member that is bound elsewhere: a label in it is an unknown member. */
function bodyMembers(schema: NormalizedSchema, read: object): Record<string, unknown> {
  const inBody = new Set(membersOf(schema).flatMap(([name, member]) => (bindingOf(member) === 'body' ? [name] : [])));
  return Object.fromEntries(Object.entries(read).filter(([name]) => inBody.has(name)));
}

function writeBody(operation: OperationModel, output: Record<string, unknown>): readonly [string | Uint8Array, string] {
  const payload = payloadOf(operation.output);
  if (payload !== undefined) {
    const [name, member] = payload;
    const value = output[name];
    if (kindOf(member) === 'blob') return [blobBytes(value), 'application/octet-stream'];
    if (kindOf(member) === 'string') return [String(value ?? ''), 'text/plain'];
    return [value === undefined ? '' : JSON.stringify(writeJson(member, value, 'jsonName')), 'application/json'];
  }
  const members = bodyMembers(operation.output, output);
  return [JSON.stringify(writeJson(operation.output, members, 'jsonName')), 'application/json'];
}

/** Bytes of a blob, which a service may also return as text. */
export function blobBytes(value: unknown): Uint8Array {
  if (value === undefined || value === null) return new Uint8Array();
  return typeof value === 'string' ? Buffer.from(value) : (value as Uint8Array);
}
