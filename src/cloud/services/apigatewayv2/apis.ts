import type {
  Api,
  CreateApiCommandInput,
  DeleteApiCommandInput,
  GetApiCommandInput,
  GetApisCommandInput,
  UpdateApiCommandInput,
} from '@aws-sdk/client-apigatewayv2';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { closeApi, openApi } from './data-plane/open-api.ts';
import { badRequest, findApi, type HttpApi, httpApis, newId, pageOf } from './http-api-store.ts';
import { integrations } from './integrations.ts';
import { routes } from './routes.ts';
import { stages } from './stages.ts';

export async function createApi(input: CreateApiCommandInput, call: Call): Promise<Api> {
  if (input.ProtocolType === 'WEBSOCKET') {
    throw new AwsError('NotImplemented', 'the embedded cloud supports HTTP APIs, not WebSocket APIs', 501);
  }
  const { RouteKey, Target, CredentialsArn, ...given } = input;
  const api = await addApi(given, call);
  if (Target !== undefined) quickCreate(api, { RouteKey, Target, CredentialsArn }, call);
  return api.description;
}

/** Creates an API without routes, and opens its addresses. */
export async function addApi(given: Partial<Api>, call: Call): Promise<HttpApi> {
  const { kernel } = call;
  if (!given.Name) throw badRequest('Name is required');
  const id = newId(kernel, 10);
  const api: HttpApi = {
    accountRegion: { account: call.account, region: call.region },
    id,
    description: {
      ...given,
      Name: given.Name,
      ProtocolType: 'HTTP',
      RouteSelectionExpression: '$request.method $request.path',
      ApiKeySelectionExpression: '$request.header.x-api-key',
      DisableExecuteApiEndpoint: given.DisableExecuteApiEndpoint ?? false,
      IpAddressType: given.IpAddressType ?? 'ipv4',
      ApiId: id,
      ApiEndpoint: `https://${id}.execute-api.${call.region}.amazonaws.com`,
      CreatedDate: new Date(kernel.clock.now()),
    },
    routes: new Map(),
    integrations: new Map(),
    stages: new Map(),
    authorizers: new Map(),
    deployments: new Map(),
    localUrl: '',
  };
  httpApis(kernel, call).set(id, api);
  await openApi(kernel, api);
  return api;
}

export function getApi(input: GetApiCommandInput, call: Call): Api {
  return findApi(call, input.ApiId).description;
}

export function getApis(input: GetApisCommandInput, call: Call) {
  const apis = [...httpApis(call.kernel, call).values()].map(({ description }) => description);
  return pageOf(apis, input);
}

export function updateApi(input: UpdateApiCommandInput, call: Call): Api {
  const api = findApi(call, input.ApiId);
  const { RouteKey: _key, Target: _target, CredentialsArn: _credentials, ...changes } = input;
  const changed = Object.entries(changes).filter(([, value]) => value !== undefined);
  api.description = { ...api.description, ...Object.fromEntries(changed) };
  return api.description;
}

export async function deleteApi(input: DeleteApiCommandInput, call: Call): Promise<object> {
  const api = findApi(call, input.ApiId);
  httpApis(call.kernel, call).delete(api.id);
  await closeApi(call.kernel, api);
  return {};
}

export function deleteCorsConfiguration(input: { ApiId: string }, call: Call): object {
  const api = findApi(call, input.ApiId);
  const { CorsConfiguration: _cors, ...rest } = api.description;
  api.description = rest as Api;
  return {};
}

/** One route, one integration and a `$default` stage that deploys by itself. */
function quickCreate(
  api: HttpApi,
  {
    RouteKey = '$default',
    Target,
    CredentialsArn,
  }: { RouteKey?: string | undefined; Target: string; CredentialsArn?: string | undefined },
  call: Call,
): void {
  const isUrl = /^https?:/.test(Target);
  const integration = integrations.create(api, call, {
    IntegrationType: isUrl ? 'HTTP_PROXY' : 'AWS_PROXY',
    IntegrationUri: Target,
    PayloadFormatVersion: isUrl ? '1.0' : '2.0',
    ...(isUrl ? { IntegrationMethod: 'ANY' } : {}),
    ...(CredentialsArn === undefined ? {} : { CredentialsArn }),
    ApiGatewayManaged: true,
  });
  routes.create(api, call, { RouteKey, Target: `integrations/${integration.IntegrationId}`, ApiGatewayManaged: true });
  stages.create(api, call, { StageName: '$default', AutoDeploy: true, ApiGatewayManaged: true });
}
