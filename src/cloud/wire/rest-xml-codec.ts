import type { NormalizedSchema } from '@smithy/core/schema';
import { AwsError } from '../kernel/errors.ts';
import { answer, type Codec, type Failure, type WireRequest } from './codec.ts';
import { bindingOf, readBindings, writeHeaders } from './rest-binding.ts';
import { blobBytes, payloadOf, statusOf } from './rest-json-codec.ts';
import { matchRest } from './rest-route.ts';
import type { OperationModel, ServiceModel } from './service-model.ts';
import { kindOf, membersOf } from './shape.ts';
import { readXml } from './xml-reader.ts';
import { parseXml } from './xml-tree.ts';
import { escapeXml, writeXmlElement, writeXmlMembers } from './xml-writer.ts';

const PROLOG = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** REST with XML bodies: S3, whose errors are a bare `<Error>`. */
export function restXmlCodec(model: ServiceModel): Codec {
  return {
    operationName(request) {
      return matchRest(model, inPathStyle(request))?.operation.name ?? `${request.method} ${request.path}`;
    },
    input(request, operation) {
      const labels = matchRest(model, inPathStyle(request))?.labels ?? {};
      const body = readBody(operation.input, request);
      try {
        return { ...body, ...readBindings(operation.input, request, labels) };
      } catch (error) {
        throw new AwsError('InvalidArgument', error instanceof Error ? error.message : String(error));
      }
    },
    output(output, operation, { requestId }) {
      const [body, contentType] = writeBody(operation, output, model);
      const headers: Record<string, string> = {
        ...contentType,
        ...writeHeaders(operation.output, output),
        ...idHeaders(requestId),
      };
      const isPartial = headers['content-range'] !== undefined;
      return answer(isPartial ? 206 : statusOf(operation, output), headers, body);
    },
    failure(failure) {
      const isBodyless = failure.operation.startsWith('Head');
      const headers = { ...idHeaders(failure.requestId), ...(isBodyless ? {} : { 'content-type': 'application/xml' }) };
      return answer(failure.status, headers, isBodyless ? '' : errorDocument(failure));
    },
  };
}

/** `bucket.s3.eu-west-1.amazonaws.com`, `bucket.s3.localhost` and `bucket.localhost` are S3's virtual hosts. */
function inPathStyle(request: WireRequest): WireRequest {
  const bucket = /^(.+?)\.(?:s3[.-][^:]*|localhost)(?::\d+)?$/.exec(request.host)?.[1];
  return bucket === undefined || bucket === 's3' ? request : { ...request, path: `/${bucket}${request.path}` };
}

function readBody(schema: NormalizedSchema, request: WireRequest): Record<string, unknown> {
  const payload = payloadOf(schema);
  if (payload !== undefined) {
    const [name, member] = payload;
    if (kindOf(member) === 'blob') return { [name]: request.body };
    if (kindOf(member) === 'string') return { [name]: Buffer.from(request.body).toString() };
    if (request.body.byteLength === 0) return {};
    return { [name]: readDocument(member, request.body) };
  }
  const hasBody = membersOf(schema).some(([, member]) => bindingOf(member) === 'body');
  if (!hasBody || request.body.byteLength === 0) return {};
  return readDocument(schema, request.body) as Record<string, unknown>;
}

function readDocument(schema: NormalizedSchema, body: Uint8Array): unknown {
  try {
    return readXml(schema, parseXml(Buffer.from(body).toString()));
  } catch {
    throw new AwsError(
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
    );
  }
}

type BodyAndType = readonly [string | Uint8Array, Record<string, string>];

function writeBody(operation: OperationModel, output: Record<string, unknown>, model: ServiceModel): BodyAndType {
  const schema = operation.output;
  const xml = { 'content-type': 'application/xml' };
  const payload = payloadOf(schema);
  if (payload !== undefined) {
    const [name, member] = payload;
    const value = output[name];
    if (kindOf(member) === 'blob') return [blobBytes(value), { 'content-type': 'binary/octet-stream' }];
    if (kindOf(member) === 'string') return [String(value ?? ''), { 'content-type': 'application/json' }];
    const root = member.getMergedTraits().xmlName ?? member.getName() ?? name;
    return [value === undefined ? '' : PROLOG + inNamespace(writeXmlElement(root, member, value), model), xml];
  }
  const hasBody = membersOf(schema).some(([, member]) => bindingOf(member) === 'body');
  if (!hasBody) return ['', {}];
  return [PROLOG + inNamespace(bodyElement(operation, output), model), xml];
}

/** GetBucketLocation is the only answer whose root element holds the member's text itself. */
function bodyElement(operation: OperationModel, output: Record<string, unknown>): string {
  if (operation.name === 'GetBucketLocation') {
    return `<LocationConstraint>${escapeXml(String(output.LocationConstraint ?? ''))}</LocationConstraint>`;
  }
  const schema = operation.output;
  const inBody = Object.fromEntries(
    membersOf(schema)
      .filter(([, member]) => bindingOf(member) === 'body')
      .map(([name]) => [name, output[name]]),
  );
  const root = schema.getMergedTraits().xmlName ?? schema.getName() ?? operation.name;
  return `<${root}>${writeXmlMembers(schema, inBody)}</${root}>`;
}

function inNamespace(document: string, model: ServiceModel): string {
  return document.replace(/^<([^\s>]+)/, `<$1 xmlns="${model.xmlNamespace}"`);
}

function errorDocument(failure: Failure): string {
  const members = Object.entries(failure.members)
    .map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`)
    .join('');
  const head = `<Code>${escapeXml(failure.queryCode)}</Code><Message>${escapeXml(failure.message)}</Message>`;
  const tail = `<Resource>${escapeXml(failure.resource)}</Resource><RequestId>${failure.requestId}</RequestId>`;
  return `${PROLOG}<Error>${head}${members}${tail}<HostId>${failure.requestId}</HostId></Error>`;
}

function idHeaders(requestId: string): Record<string, string> {
  return { 'x-amz-request-id': requestId, 'x-amz-id-2': requestId };
}
