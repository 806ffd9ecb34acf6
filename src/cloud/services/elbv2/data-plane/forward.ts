import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { StreamRequest, StreamResponse } from '../../../kernel/network.ts';
import { asksForWebSocket } from '../../../kernel/streams.ts';
import type { ElbCall, Listener, LoadBalancer } from '../store.ts';
import { type Chosen, STICKY_COOKIE, stickyValue } from './choose-target.ts';
import { errorPage, ownResponse } from './error-page.ts';
import { beginExchange, type Exchange, ExchangeCut, isWhole, whenOver } from './exchange.ts';
import { countRequest } from './metrics.ts';
import { addressOf } from './reach-target.ts';

/** Headers that belong to one connection, and those that the load balancer sets itself. */
const NOT_FORWARDED = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'content-length',
  'upgrade',
]);

/** Of a request for WebSocket, and of the answer that grants it. */
const UPGRADE = { connection: 'upgrade', upgrade: 'websocket' };

export interface Forwarded extends Chosen {
  readonly action: Action;
  readonly listener: Listener;
  readonly loadBalancer: LoadBalancer;
  readonly request: StreamRequest;
  readonly sourceIp: string;
}

/**
 * Proxies a request to a target and answers with its response as it comes. What the load balancer answers itself stands in
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html: 502 when the target
 * refuses or closes the connection or its deregistration delay is over, 504 when it does not answer within the idle timeout,
 * 460 when the client has closed its connection. Once the response has begun, its connection is closed instead.
 */
export async function forward(sent: Forwarded, call: ElbCall): Promise<StreamResponse> {
  const { target, loadBalancer, request } = sent;
  const { clock } = call.kernel;
  const startedAt = clock.now();
  const exchange = beginExchange(target, {
    clock,
    idleSeconds: Number(loadBalancer.attributes.get('idle_timeout.timeout_seconds')),
    client: request.signal,
  });
  try {
    const asked = call.kernel.network.stream(targetRequest(sent, exchange, call));
    const response = await Promise.race([asked, exchange.cut]);
    count(sent, { status: response.status, seconds: (clock.now() - startedAt) / 1000 }, call);
    return withStickiness(responseOf(response, exchange), sent);
  } catch (error) {
    exchange.end();
    const elbStatus = statusOf(error);
    count(sent, { elbStatus }, call);
    return elbStatus === 460 ? ownResponse(460, {}, '') : errorPage(elbStatus);
  }
}

function count({ group, loadBalancer }: Forwarded, counted: object, call: ElbCall): void {
  countRequest({ group, loadBalancer, ...counted }, call);
}

function statusOf(error: unknown): 460 | 502 | 504 {
  if (!(error instanceof ExchangeCut)) return 502;
  return ({ 'client closed': 460, idle: 504, deregistered: 502 } as const)[error.cut];
}

function targetRequest(sent: Forwarded, exchange: Exchange, call: ElbCall): StreamRequest {
  const { target, group, request } = sent;
  const url = new URL(request.url);
  return {
    method: request.method,
    url: `${addressOf(target, group)}${url.pathname}${url.search}`,
    headers: forwardedHeaders(sent, call),
    body: isWhole(request.body) ? request.body : exchange.watch(request.body),
    signal: exchange.signal,
  };
}

function forwardedHeaders({ request, sourceIp, listener }: Forwarded, { kernel }: ElbCall): Record<string, string> {
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !NOT_FORWARDED.has(name)));
  const earlier = request.headers['x-forwarded-for'];
  const seconds = Math.floor(kernel.clock.now() / 1000).toString(16);
  return {
    ...headers,
    ...(asksForWebSocket(request) ? UPGRADE : {}),
    'x-forwarded-for': earlier === undefined ? sourceIp : `${earlier}, 127.0.0.1`,
    'x-forwarded-proto': listener.protocol.toLowerCase(),
    'x-forwarded-port': String(listener.port),
    'x-amzn-trace-id': request.headers['x-amzn-trace-id'] ?? `Root=1-${seconds}-${kernel.random.hex(24)}`,
  };
}

/** The target's response, as the client gets it. The exchange is over with the last byte. */
function responseOf({ status, headers, body }: StreamResponse, exchange: Exchange): StreamResponse {
  const kept = Object.entries(headers).filter(([name]) => !NOT_FORWARDED.has(name));
  const cleaned = { status, headers: { ...Object.fromEntries(kept), ...(status === 101 ? UPGRADE : {}) } };
  if (isWhole(body)) {
    exchange.end();
    return { ...cleaned, body };
  }
  const length = headers['content-length'];
  return {
    ...cleaned,
    headers: { ...cleaned.headers, ...(length === undefined ? {} : { 'content-length': length }) },
    body: whenOver(exchange.watch(body), exchange.end),
  };
}

/** This network carries each header once, so a target's own cookie wins over the load balancer's. */
function withStickiness(response: StreamResponse, { action, group }: Forwarded): StreamResponse {
  const sticky = action.ForwardConfig?.TargetGroupStickinessConfig;
  if (sticky?.Enabled !== true || response.headers['set-cookie'] !== undefined) return response;
  const cookie = `${STICKY_COOKIE}=${stickyValue(group.arn)}; Max-Age=${sticky.DurationSeconds ?? 86400}; Path=/`;
  return { ...response, headers: { ...response.headers, 'set-cookie': cookie } };
}
