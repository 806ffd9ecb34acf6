import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import { z } from 'zod';
import { grants } from '../../src/aws/grants.ts';
import { logger } from '../../src/aws/log.ts';
import { handleRequest, type RawRequest, type UseCase } from '../../src/core/api/handle-request.ts';
import type { OperationId } from '../../src/core/api/operations.ts';
import { problemHeaders, problemOf } from '../../src/core/api/problem.ts';
import { PlinthError } from '../../src/core/errors.ts';
import type { Ports } from '../../src/core/ports/index.ts';

/** API Gateway's HTTP API event, payload format 2.0, as far as it is used. */
const HttpEvent = z.object({
  rawPath: z.string(),
  headers: z.record(z.string(), z.string()).default({}),
  queryStringParameters: z.record(z.string(), z.string()).default({}),
  body: z.string().default(''),
  isBase64Encoded: z.boolean().default(false),
  requestContext: z.object({
    requestId: z.string(),
    http: z.object({ method: z.string(), sourceIp: z.string() }),
    authorizer: z.object({ iam: z.object({ userArn: z.string() }).optional() }).optional(),
  }),
});
type HttpEvent = z.infer<typeof HttpEvent>;

interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Chain of the API's function: every error becomes a problem. */
export function api(useCases: Readonly<Record<OperationId, UseCase>>, ports: Ports) {
  return middy<unknown, HttpAnswer>()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .onError((request) => {
      const traceId = traceOf(request.event);
      const problem = problemOf(request.error, traceId);
      if (problem.status >= 500) logger.error('request failed', { traceId, error: request.error as Error });
      request.response = answer(problem.status, problem, problemHeaders(problem));
    })
    .handler(async (event) => {
      const raw = rawRequest(HttpEvent.parse(event));
      const response = await handleRequest(raw, { ports, grants: grants(), useCases });
      return answer(response.status, response.body, response.headers);
    });
}

function rawRequest(event: HttpEvent): RawRequest {
  const { requestContext: context } = event;
  return {
    method: context.http.method,
    path: event.rawPath,
    query: event.queryStringParameters,
    headers: event.headers,
    body: event.isBase64Encoded ? Buffer.from(event.body, 'base64').toString('utf8') : event.body,
    caller: { principal: principalOf(event), sourceIp: context.http.sourceIp },
  };
}

function principalOf({ requestContext: { authorizer } }: HttpEvent): string {
  if (authorizer?.iam !== undefined) return authorizer.iam.userArn;
  throw new PlinthError('Forbidden', 'the request has no IAM principal; sign it with Signature Version 4');
}

function traceOf(event: unknown): string {
  return HttpEvent.safeParse(event).data?.requestContext.requestId ?? 'unknown';
}

function answer(statusCode: number, body: unknown, headers: Readonly<Record<string, string>> = {}): HttpAnswer {
  return { statusCode, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}
