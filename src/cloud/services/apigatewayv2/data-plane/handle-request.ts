import type { Integration, Stage } from '@aws-sdk/client-apigatewayv2';
import type { NetworkRequest, NetworkResponse } from '../../../kernel/network.ts';
import type { Kernel } from '../../../kernel/service.ts';
import type { HttpApi, RouteTable } from '../http-api-store.ts';
import { logAccess } from './access-log.ts';
import type { ApiRequest } from './api-request.ts';
import { authorize } from './authorize.ts';
import { corsHeaders, preflight } from './cors.ts';
import { callIntegration } from './integration-call.ts';
import { matchRoute } from './match-route.ts';
import { messageResponse, RequestRefused } from './request-refused.ts';

const BODY_BYTES_MAX = 10 * 1024 * 1024;

export interface Arrival {
  readonly request: NetworkRequest;
  readonly isLoopback: boolean;
}

/** Answers one request to an API as API Gateway does: stage, CORS, route, authorization, integration, access log. */
export async function handleRequest(kernel: Kernel, api: HttpApi, arrival: Arrival): Promise<NetworkResponse> {
  const served = stageOf(api, new URL(arrival.request.url).pathname);
  const requestId = kernel.random.upper(15);
  if (served === undefined) return withRequestId(messageResponse(404, 'Not Found'), requestId);
  const startedMs = kernel.clock.now();
  const log: Record<string, unknown> = {};
  const answer = await answerOf(kernel, { api, arrival, requestId, served, log });
  const { request } = arrival;
  logAccess(kernel, { api, stage: served.stage, requestId, request, answer, startedMs, log });
  return withRequestId(answer, requestId);
}

interface Serving {
  readonly api: HttpApi;
  readonly arrival: Arrival;
  readonly requestId: string;
  readonly served: { readonly stage: Stage; readonly path: string };
  /** Read by the access log. */
  readonly log: Record<string, unknown>;
}

async function answerOf(kernel: Kernel, serving: Serving): Promise<NetworkResponse> {
  const { api, arrival } = serving;
  const preflighted = preflight(api.description.CorsConfiguration, arrival.request);
  if (preflighted !== undefined) return preflighted;
  const answer = await routed(kernel, serving).catch((error: unknown) => {
    if (error instanceof RequestRefused) {
      serving.log.error = error.message;
      return error.response;
    }
    throw error;
  });
  return {
    ...answer,
    headers: { ...answer.headers, ...corsHeaders(api.description.CorsConfiguration, arrival.request) },
  };
}

async function routed(kernel: Kernel, { api, arrival, requestId, served, log }: Serving): Promise<NetworkResponse> {
  const { request, isLoopback } = arrival;
  const { stage, path } = served;
  if (!isDecodable(path)) throw new RequestRefused(400, 'Bad Request');
  const table = tableOf(api, stage);
  const matched = table && matchRoute(table.routes.values(), request.method, path);
  if (matched === undefined) throw new RequestRefused(404, 'Not Found');
  log.routeKey = matched.route.RouteKey;
  if (request.body.byteLength > BODY_BYTES_MAX) throw new RequestRefused(413, 'Request Entity Too Large');
  const authorizer = await authorize(kernel, { api, route: matched.route, request, isLoopback });
  const integration = table!.integrations.get(matched.route.Target?.replace('integrations/', '') ?? '');
  if (integration === undefined) throw new RequestRefused(500, 'Internal Server Error');
  const apiRequest: ApiRequest = { api, stage, request, requestId, path, authorizer, ...matched };
  return callIntegration(kernel, integration as Integration, apiRequest);
}

/** A path may start with a stage's name; every other path belongs to the `$default` stage. */
function stageOf(api: HttpApi, pathname: string): { stage: Stage; path: string } | undefined {
  const name = pathname.split('/')[1] ?? '';
  const named = name === '$default' ? undefined : api.stages.get(name);
  if (named !== undefined) return { stage: named, path: pathname.slice(name.length + 1) || '/' };
  const stage = api.stages.get('$default');
  return stage && { stage, path: pathname };
}

/** An escape may be incomplete, or encode bytes that are not UTF-8. */
function isDecodable(path: string): boolean {
  try {
    return decodeURIComponent(path) !== '';
  } catch {
    return false;
  }
}

function tableOf(api: HttpApi, stage: Stage): RouteTable | undefined {
  return stage.AutoDeploy === true ? api : api.deployments.get(stage.DeploymentId ?? '')?.table;
}

function withRequestId(answer: NetworkResponse, requestId: string): NetworkResponse {
  return { ...answer, headers: { ...answer.headers, 'apigw-requestid': requestId } };
}
