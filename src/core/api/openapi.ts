import { z } from 'zod';
import { createDocument, type ZodOpenApiPathsObject } from 'zod-openapi';
import { ERRORS } from '../errors.ts';
import { API, type ApiOperation } from './operations.ts';

const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.enum(Object.keys(ERRORS) as [string, ...string[]]),
    errors: z.array(z.object({ pointer: z.string(), message: z.string() })).optional(),
    nextSteps: z.array(z.string()).optional(),
    traceId: z.string(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457: what is wrong, a stable code, and what to do.' });

const problem = { description: 'A problem.', content: { 'application/problem+json': { schema: Problem } } };

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
      description: 'Provision base, environments and applications on AWS, and release into them.',
    },
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
        description: status === 202 ? 'Accepted: an operation that is under way.' : 'As asked.',
        content: { 'application/json': { schema: answer } },
      },
      default: problem,
    },
  };
}

function parametersOf({ path, query = {}, method }: ApiOperation) {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
  const texts = Object.entries(query).map(([name, description]) => [name, z.string().optional().meta({ description })]);
  return {
    path: z.object(Object.fromEntries(names.map((name) => [name, z.string()]))),
    query: z.object(Object.fromEntries(texts)),
    ...(method === 'GET'
      ? {}
      : {
          header: z.object({
            'idempotency-key': z
              .string()
              .max(255)
              .optional()
              .meta({ description: 'The same key and request are the same operation.' }),
            ...((method === 'PUT' || method === 'DELETE') && {
              'if-match': z
                .string()
                .optional()
                .meta({ description: 'The ETag that was read: refused with 412 when it is stale.' }),
            }),
          }),
        }),
  };
}
