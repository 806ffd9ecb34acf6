import { cbor, dateToTag } from '@smithy/core/cbor';
import type { NormalizedSchema } from '@smithy/core/schema';
import { AwsError } from '../kernel/errors.ts';
import { answer, type Codec } from './codec.ts';
import { errorBody, queryErrorHeader } from './json-codec.ts';
import { readJson } from './json-value.ts';
import { kindOf, membersOf } from './shape.ts';

/** Smithy RPC v2 with CBOR: the operation in the path. boto3 uses it for CloudWatch. */
export const cborCodec: Codec = {
  operationName: (request) => /\/operation\/([^/]+)$/.exec(request.path)?.[1] ?? request.path,
  input(request, operation) {
    if (request.body.byteLength === 0) return {};
    return readJson(operation.input, jsonLike(decode(request.body)), 'memberName') as Record<string, unknown>;
  },
  output(output, operation, { requestId }) {
    return cborAnswer(200, writeCbor(operation.output, output), { 'x-amzn-requestid': requestId });
  },
  failure(failure, model) {
    const type = `${model?.namespace ?? 'com.amazonaws'}#${failure.shapeName}`;
    const headers = { 'x-amzn-requestid': failure.requestId, ...queryErrorHeader(failure, model) };
    return cborAnswer(failure.status, { __type: type, ...errorBody(failure, model) }, headers);
  },
};

function decode(body: Uint8Array): unknown {
  try {
    return cbor.deserialize(body);
  } catch {
    throw new AwsError('SerializationException', 'Could not parse the request body as CBOR');
  }
}

/** CBOR values that JSON lacks, as JSON writes them: tagged timestamps as seconds, bytes in base64. */
function jsonLike(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof Date) return value.getTime() / 1000;
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(jsonLike);
  if (typeof value !== 'object' || value === null) return value;
  if ('tag' in value && 'value' in value) return jsonLike(value.value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, jsonLike(item)]));
}

function writeCbor(schema: NormalizedSchema, value: unknown): unknown {
  switch (kindOf(schema)) {
    case 'unit':
      return {};
    case 'structure':
      return Object.fromEntries(
        membersOf(schema)
          .filter(([name]) => isPresent((value as Record<string, unknown>)[name]))
          .map(([name, member]) => [name, writeCbor(member, (value as Record<string, unknown>)[name])]),
      );
    case 'list':
      return (value as unknown[]).filter(isPresent).map((item) => writeCbor(schema.getValueSchema(), item));
    case 'map':
      return Object.fromEntries(
        Object.entries(value as object)
          .filter(([, item]) => isPresent(item))
          .map(([key, item]) => [key, writeCbor(schema.getValueSchema(), item)]),
      );
    case 'timestamp':
      return dateToTag(value instanceof Date ? value : new Date(value as string | number));
    default:
      return value;
  }
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function cborAnswer(status: number, body: unknown, headers: Record<string, string>) {
  const fixed = { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' };
  return answer(status, { ...fixed, ...headers }, cbor.serialize(body));
}
