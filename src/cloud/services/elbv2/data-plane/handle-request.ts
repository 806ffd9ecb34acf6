import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { StreamRequest, StreamResponse } from '../../../kernel/network.ts';
import { type ElbCall, findLoadBalancer, type Listener } from '../store.ts';
import { chooseTarget } from './choose-target.ts';
import { errorPage, ownResponse } from './error-page.ts';
import { forward } from './forward.ts';
import { matchesRule, type RoutedRequest } from './match-rule.ts';
import { countRefused } from './metrics.ts';

/** Handles a request at a listener: the first matching rule decides, else the default actions. */
export async function handleRequest(
  listener: Listener,
  request: StreamRequest,
  call: ElbCall,
): Promise<StreamResponse> {
  const routed = routedRequest(request);
  const actions = chooseActions(listener, routed);
  const unauthenticated = actions.map(unauthenticatedResponse).find((response) => response !== undefined);
  if (unauthenticated) return unauthenticated;
  const action = actions.at(-1);
  switch (action?.Type) {
    case 'redirect':
      return redirect(action, listener, routed);
    case 'fixed-response':
      return fixedResponse(action);
    case 'forward':
      return forwardRequest({ listener, request, routed, action }, call);
    default:
      return errorPage(503);
  }
}

async function forwardRequest(
  sent: { listener: Listener; request: StreamRequest; routed: RoutedRequest; action: Action },
  call: ElbCall,
): Promise<StreamResponse> {
  const { listener, request, routed, action } = sent;
  const chosen = chooseTarget(action, request, call);
  const loadBalancer = findLoadBalancer(listener.loadBalancerArn, call);
  if (chosen !== undefined) {
    return forward({ ...chosen, action, listener, loadBalancer, request, sourceIp: routed.sourceIp }, call);
  }
  countRefused(loadBalancer, 503, call);
  return errorPage(503);
}

function chooseActions(listener: Listener, request: RoutedRequest): readonly Action[] {
  const rule = listener.served.rules.find(({ conditions }) => matchesRule(request, conditions));
  return rule?.actions ?? listener.served.defaultActions;
}

/** There is no identity provider, so that each request is unauthenticated. Undefined: its routing action answers it. */
function unauthenticatedResponse({ AuthenticateOidcConfig: config }: Action): StreamResponse | undefined {
  if (!config || config.OnUnauthenticatedRequest === 'allow') return undefined;
  if (config.OnUnauthenticatedRequest === 'deny') return errorPage(401);
  const query = new URLSearchParams({
    client_id: config.ClientId!,
    response_type: 'code',
    scope: config.Scope!,
  });
  return ownResponse(302, { location: `${config.AuthorizationEndpoint}?${query}`, 'content-type': 'text/html' }, '');
}

function routedRequest(request: StreamRequest): RoutedRequest {
  const url = new URL(request.url);
  return {
    method: request.method,
    host: (request.headers.host ?? url.host).replace(/:\d+$/, ''),
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    sourceIp: request.headers['x-forwarded-for']?.split(',')[0]?.trim() ?? '127.0.0.1',
  };
}

function redirect(action: Action, listener: Listener, request: RoutedRequest): StreamResponse {
  const config = action.RedirectConfig!;
  const fill = (text: string) =>
    text
      .replaceAll('#{protocol}', listener.protocol)
      .replaceAll('#{host}', request.host)
      .replaceAll('#{port}', String(listener.port))
      .replaceAll('#{path}', request.path.slice(1))
      .replaceAll('#{query}', request.query.toString());
  const query = fill(config.Query ?? '');
  const address = `${fill(config.Protocol!).toLowerCase()}://${fill(config.Host!)}:${fill(config.Port!)}${fill(config.Path!)}`;
  const status = Number(config.StatusCode!.slice(5));
  return ownResponse(
    status,
    { location: query === '' ? address : `${address}?${query}`, 'content-type': 'text/html' },
    '',
  );
}

function fixedResponse({ FixedResponseConfig }: Action): StreamResponse {
  const type = FixedResponseConfig?.ContentType ?? 'text/plain';
  return ownResponse(
    Number(FixedResponseConfig?.StatusCode),
    { 'content-type': type },
    FixedResponseConfig?.MessageBody ?? '',
  );
}
