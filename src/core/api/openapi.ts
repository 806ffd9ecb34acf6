import { z } from 'zod';
import { createDocument, type ZodOpenApiPathsObject } from 'zod-openapi';
import { API_ROOT } from '../api-links.ts';
import { ERROR_CODES } from '../errors.ts';
import { ApplicationName, ComponentName, EnvironmentName } from '../scope.ts';
import { API, type ApiOperation } from './operations.ts';
import { querySchema } from './parameters.ts';
import { ProblemView } from './views/failure.ts';

const problem = {
  description: 'A problem (RFC 9457).',
  content: { 'application/problem+json': { schema: ProblemView } },
};

/** The OpenAPI 3.1 document, made from the schemas that check the requests. */
export function openApiDocument() {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [operationId, operation] of Object.entries(API)) {
    const method = operation.method.toLowerCase();
    paths[operation.path] = { ...paths[operation.path], [method]: operationObject(operationId, operation) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Plinth',
      version: '1',
      description:
        'Provision base, environments and applications on AWS, and release images into them. Every path is also answered without `/v1`.',
    },
    servers: [{ url: API_ROOT, description: 'Version 1.' }],
    security: [{ sigv4: [] }],
    paths: paths as ZodOpenApiPathsObject,
    components: {
      securitySchemes: {
        sigv4: {
          type: 'apiKey',
          name: 'authorization',
          in: 'header',
          description: 'AWS Signature Version 4, service execute-api.',
        },
      },
    },
  });
}

function operationObject(operationId: string, operation: ApiOperation): Record<string, unknown> {
  const { summary, body, status, answer } = operation;
  return {
    operationId,
    summary,
    requestParams: parametersOf(operation),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: {
      [status]: {
        ...(status === 202 ? acceptedAnswer : { description: 'The answer.' }),
        content: { 'application/json': { schema: answer } },
      },
      default: problem,
    },
  };
}

const acceptedAnswer = {
  description: 'Accepted: the operation that carries out the request.',
  headers: z.object({
    location: z.string().meta({ description: 'Path at which the operation is followed.' }),
    'operation-location': z.string().meta({ description: 'The same path.' }),
    'retry-after': z.string().meta({ description: 'Seconds after which the operation is worth reading again.' }),
  }),
};

const PATH_PARAMETERS: Readonly<Record<string, z.ZodType>> = {
  environment: EnvironmentName.meta({ description: 'Name of the environment.' }),
  application: ApplicationName.meta({ description: 'Name of the application.' }),
  number: z.int().min(1).max(999_999_999).meta({ description: 'Number of the release.' }),
  component: ComponentName.meta({ description: 'Name of the component.' }),
  id: z.string().meta({ description: 'Id of the operation.' }),
  code: z.enum(ERROR_CODES).meta({ description: 'The error code.' }),
};

function parametersOf({ path, query = [], method }: ApiOperation) {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
  return {
    path: z.object(Object.fromEntries(names.map((name) => [name, PATH_PARAMETERS[name] ?? z.never()]))),
    query: querySchema(query),
    ...(method !== 'GET' && { header: headersOf(method) }),
  };
}

function headersOf(method: ApiOperation['method']): z.ZodObject {
  const description = 'The same key with the same request is the same operation, so that a request can be sent again.';
  const key = { 'idempotency-key': z.string().max(255).optional().meta({ description }) };
  if (method === 'POST') return z.object(key);
  const etag = 'The ETag that was read. The request is refused with 412 when the spec has changed since.';
  return z.object({ ...key, 'if-match': z.string().optional().meta({ description: etag }) });
}
