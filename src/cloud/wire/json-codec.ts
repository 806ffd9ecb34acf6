import { AwsError } from '../kernel/errors.ts';
import { answer, type Codec, type Failure, type WireRequest } from './codec.ts';
import { readJson, writeJson } from './json-value.ts';
import type { ServiceModel } from './service-model.ts';
import { membersOf } from './shape.ts';

/** AWS JSON 1.0 and 1.1: the operation in `X-Amz-Target`, everything else in the body. */
export const jsonCodec: Codec = {
  operationName: (request) => request.headers['x-amz-target']?.split('.').at(-1) ?? `${request.method} ${request.path}`,
  input(request, operation) {
    return readJson(operation.input, parseJsonBody(request), 'memberName') as Record<string, unknown>;
  },
  output(output, operation, { model, requestId }) {
    const body = JSON.stringify(writeJson(operation.output, output, 'memberName'));
    return answer(200, jsonHeaders(model, requestId), operation.output.isUnitSchema() ? '{}' : body);
  },
  failure(failure, model) {
    const type = model?.isQueryCompatible ? `${model.namespace}#${failure.shapeName}` : failure.shapeName;
    const body = { __type: type, ...errorBody(failure, model) };
    return answer(
      failure.status,
      { ...jsonHeaders(model, failure.requestId), ...queryErrorHeader(failure, model) },
      JSON.stringify(body),
    );
  },
};

/** Parses a JSON body; an empty one is an empty object. */
export function parseJsonBody(request: WireRequest): unknown {
  const text = Buffer.from(request.body).toString();
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new AwsError('SerializationException', 'Could not parse the request body as JSON');
  }
}

/** An error's members under the names its shape gives them: some say `message`, some `Message`. */
export function errorBody(failure: Failure, model: ServiceModel | undefined): Record<string, unknown> {
  const error = model?.errors.find(({ name }) => name === failure.shapeName);
  const members = error === undefined ? [] : membersOf(error.schema);
  const messageName = members.find(([name]) => name.toLowerCase() === 'message')?.[0] ?? 'message';
  const written =
    error === undefined ? failure.members : (writeJson(error.schema, failure.members, 'jsonName') as object);
  return { [messageName]: failure.message, ...written };
}

/** A JSON service that used the query protocol before sends the old code in a header. */
export function queryErrorHeader(failure: Failure, model: ServiceModel | undefined): Record<string, string> {
  if (!model?.isQueryCompatible) return {};
  return { 'x-amzn-query-error': `${failure.queryCode};${failure.status >= 500 ? 'Receiver' : 'Sender'}` };
}

function jsonHeaders(model: ServiceModel | undefined, requestId: string): Record<string, string> {
  const version = model?.protocol === 'awsJson1_0' ? '1.0' : '1.1';
  return { 'content-type': `application/x-amz-json-${version}`, 'x-amzn-requestid': requestId };
}
