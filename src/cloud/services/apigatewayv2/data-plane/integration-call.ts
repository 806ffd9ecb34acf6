import type { Integration } from '@aws-sdk/client-apigatewayv2';
import { deadline } from '../../../kernel/deadline.ts';
import { AwsError } from '../../../kernel/errors.ts';
import type { NetworkResponse } from '../../../kernel/network.ts';
import { allowsService } from '../../../kernel/resource-policy.ts';
import type { Kernel } from '../../../kernel/service.ts';
import type { ApiRequest } from './api-request.ts';
import { proxyEvent, proxyEventV1 } from './proxy-event.ts';
import { proxyResponse } from './proxy-response.ts';
import { RequestRefused } from './request-refused.ts';

/** Sends a request to the route's integration. Throws `RequestRefused`. */
export async function callIntegration(
  kernel: Kernel,
  integration: Integration,
  apiRequest: ApiRequest,
): Promise<NetworkResponse> {
  const limit = deadline(kernel.clock, (integration.TimeoutInMillis ?? 30_000) / 1000);
  const work =
    integration.IntegrationType === 'AWS_PROXY'
      ? callFunction(kernel, integration, apiRequest)
      : callUrl(kernel, integration, apiRequest);
  try {
    const answer = await Promise.race([work, limit.expired]);
    if (answer === undefined) throw new RequestRefused(503, 'Service Unavailable');
    return answer;
  } finally {
    limit.cancel();
  }
}

async function callFunction(
  kernel: Kernel,
  integration: Integration,
  apiRequest: ApiRequest,
): Promise<NetworkResponse> {
  const functionArn = functionArnOf(integration, apiRequest);
  const { accountRegion } = apiRequest.api;
  await checkPermission(kernel, { functionArn, integration, apiRequest });
  const format = integration.PayloadFormatVersion === '1.0' ? '1.0' : '2.0';
  const event = format === '1.0' ? proxyEventV1(kernel, apiRequest) : proxyEvent(kernel, apiRequest);
  const answer = await kernel
    .invoke<{ FunctionError?: string; Payload: Uint8Array }>(
      'lambda',
      'Invoke',
      { FunctionName: functionArn, Payload: new TextEncoder().encode(JSON.stringify(event)) },
      accountRegion,
    )
    .catch((error: unknown) => {
      if (!(error instanceof AwsError)) throw error;
      throw refusalOf(error);
    });
  if (answer.FunctionError !== undefined) throw new RequestRefused(500, 'Internal Server Error');
  return proxyResponse(new TextDecoder().decode(answer.Payload), format);
}

/** The answer to the client when Lambda does not accept the event. */
function refusalOf({ code }: AwsError): RequestRefused {
  switch (code) {
    case 'TooManyRequestsException':
      return new RequestRefused(503, 'Service Unavailable');
    case 'RequestTooLargeException':
      return new RequestRefused(413, 'Request Entity Too Large');
    default:
      return new RequestRefused(500, 'Internal Server Error');
  }
}

/** The function's own ARN, or the one inside `arn:aws:apigateway:...:lambda:path/.../functions/<arn>/invocations`. */
function functionArnOf({ IntegrationUri = '' }: Integration, { stage }: ApiRequest): string {
  const uri = IntegrationUri.replace(
    /\$\{stageVariables\.(\w+)\}/g,
    (_match, name: string) => stage.StageVariables?.[name] ?? '',
  );
  return /functions\/(arn:[^/]+)\/invocations/.exec(uri)?.[1] ?? uri;
}

interface PermissionQuestion {
  readonly functionArn: string;
  readonly integration: Integration;
  readonly apiRequest: ApiRequest;
}

/** Without credentials of its own, an integration needs a resource policy on the function that allows API Gateway. */
async function checkPermission(
  kernel: Kernel,
  { functionArn, integration, apiRequest }: PermissionQuestion,
): Promise<void> {
  if (integration.CredentialsArn !== undefined) return;
  const { api, stage, request, route } = apiRequest;
  const [, path] = (route.RouteKey ?? '').split(' ');
  const { account, region } = api.accountRegion;
  const resource = path === undefined ? '$default' : `${request.method}${path}`;
  const policy = await kernel
    .invoke<{ Policy: string }>('lambda', 'GetPolicy', { FunctionName: functionArn }, api.accountRegion)
    .then(({ Policy }) => Policy)
    .catch((error: unknown) => {
      if (error instanceof AwsError && error.code === 'ResourceNotFoundException') return undefined;
      throw error;
    });
  const isAllowed = allowsService(policy, {
    service: 'apigateway.amazonaws.com',
    action: 'lambda:InvokeFunction',
    sourceArn: `arn:aws:execute-api:${region}:${account}:${api.id}/${stage.StageName}/${resource}`,
    sourceAccount: account,
  });
  if (!isAllowed) throw new RequestRefused(500, 'Internal Server Error');
}

async function callUrl(kernel: Kernel, integration: Integration, apiRequest: ApiRequest): Promise<NetworkResponse> {
  const { request, pathParameters } = apiRequest;
  const { IntegrationUri = '', IntegrationMethod } = integration;
  const target = IntegrationUri.replace(/\{(\w+)\+?\}/g, (_match, name: string) => pathParameters[name] ?? '');
  const url = new URL(target);
  for (const [name, value] of new URL(request.url).searchParams) url.searchParams.append(name, value);
  const method = IntegrationMethod === undefined || IntegrationMethod === 'ANY' ? request.method : IntegrationMethod;
  const { host: _host, ...headers } = request.headers;
  try {
    return await kernel.network.fetch({
      method,
      url: url.href,
      headers: { ...headers, host: url.host },
      body: request.body,
    });
  } catch {
    throw new RequestRefused(503, 'Service Unavailable');
  }
}
