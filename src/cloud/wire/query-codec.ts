import { AwsError } from '../kernel/errors.ts';
import { type AnswerContext, answer, type Codec, type Failure, type WireRequest } from './codec.ts';
import { readQueryParams } from './query-params.ts';
import type { OperationModel, ServiceModel } from './service-model.ts';
import { membersOf } from './shape.ts';
import { escapeXml, writeXmlElement, writeXmlMembers } from './xml-writer.ts';

/** AWS query: parameters in a form, XML with a result element out. SQS and CloudWatch accept it besides JSON. */
export const queryCodec: Codec = {
  operationName: (request) => formOf(request).get('Action') ?? `${request.method} ${request.path}`,
  input(request, operation) {
    try {
      const input = readQueryParams(operation.input, formOf(request), 'query') as Record<string, unknown>;
      return withQueueUrl(input, request, operation);
    } catch (error) {
      throw new AwsError('MalformedInput', error instanceof Error ? error.message : String(error));
    }
  },
  output(output, operation, { model, requestId }: AnswerContext) {
    const result = operation.output.isUnitSchema()
      ? ''
      : `<${operation.name}Result>${writeXmlMembers(operation.output, output)}</${operation.name}Result>`;
    const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
    const name = `${operation.name}Response`;
    return xmlAnswer(200, `<${name} xmlns="${namespaceOf(model)}">${result}${metadata}</${name}>`, requestId);
  },
  failure(failure, model) {
    const type = failure.status >= 500 ? 'Receiver' : 'Sender';
    const error =
      `<Error><Type>${type}</Type><Code>${escapeXml(failure.queryCode)}</Code>` +
      `<Message>${escapeXml(failure.message)}</Message>${errorMembers(failure, model)}</Error>`;
    const body = `<ErrorResponse xmlns="${namespaceOf(model)}">${error}<RequestId>${failure.requestId}</RequestId></ErrorResponse>`;
    return xmlAnswer(failure.status, body, failure.requestId);
  },
};

/** EC2's dialect: flat lists, members right under the response element, `Errors` around errors. */
export const ec2Codec: Codec = {
  operationName: queryCodec.operationName,
  input(request, operation) {
    try {
      return readQueryParams(operation.input, formOf(request), 'ec2') as Record<string, unknown>;
    } catch (error) {
      throw new AwsError('InvalidParameterValue', error instanceof Error ? error.message : String(error));
    }
  },
  output(output, operation, { model, requestId }) {
    const name = `${operation.name}Response`;
    const members = operation.output.isUnitSchema()
      ? '<return>true</return>'
      : writeXmlMembers(operation.output, output);
    const body = `<${name} xmlns="${namespaceOf(model)}/"><requestId>${requestId}</requestId>${members}</${name}>`;
    return xmlAnswer(200, body, requestId);
  },
  failure(failure) {
    const error = `<Error><Code>${escapeXml(failure.queryCode)}</Code><Message>${escapeXml(failure.message)}</Message></Error>`;
    const body = `<Response><Errors>${error}</Errors><RequestID>${failure.requestId}</RequestID></Response>`;
    return xmlAnswer(failure.status, body, failure.requestId);
  },
};

/** The form of a query request: its body, and for GET the URL. */
export function formOf(request: WireRequest): URLSearchParams {
  const form = new URLSearchParams(Buffer.from(request.body).toString());
  for (const [name, value] of request.query) form.append(name, value);
  return form;
}

/** Clients of SQS's query protocol post to the queue's own URL, and leave the URL out of the form. */
function withQueueUrl(input: Record<string, unknown>, request: WireRequest, operation: OperationModel) {
  const takesQueueUrl = membersOf(operation.input).some(([name]) => name === 'QueueUrl');
  const isQueuePath = /^\/\d{12}\/[^/]+$/.test(request.path);
  if (!takesQueueUrl || !isQueuePath || input.QueueUrl !== undefined) return input;
  return { ...input, QueueUrl: `http://${request.host}${request.path}` };
}

function errorMembers(failure: Failure, model: ServiceModel | undefined): string {
  const error = model?.errors.find(({ name }) => name === failure.shapeName);
  if (error === undefined) return '';
  return membersOf(error.schema)
    .filter(([name]) => name.toLowerCase() !== 'message')
    .map(([name, member]) => writeXmlElement(name, member, failure.members[name]))
    .join('');
}

function namespaceOf(model: ServiceModel | undefined): string {
  if (model?.signingName === 'sqs') return 'http://queue.amazonaws.com/doc/2012-11-05/';
  return model?.xmlNamespace ?? 'http://webservices.amazon.com/AWSFault/2005-15-09';
}

function xmlAnswer(status: number, body: string, requestId: string) {
  const headers = { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': requestId };
  return answer(status, headers, `<?xml version="1.0" encoding="UTF-8"?>\n${body}`);
}
