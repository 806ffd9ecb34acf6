import type { Action, TargetGroupTuple } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { NetworkRequest, NetworkResponse } from '../../../kernel/network.ts';
import { type ElbCall, elbStore, type Listener, type LoadBalancer, type Target, type TargetGroup } from '../store.ts';
import { errorPage } from './error-page.ts';
import { countRequest } from './metrics.ts';
import { reachTarget } from './reach-target.ts';

const STICKY_COOKIE = 'AWSALBTG';

/** Headers that belong to one connection, and those that the load balancer sets itself. */
const NOT_FORWARDED = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'content-length',
  'upgrade',
]);

interface Chosen {
  readonly group: TargetGroup;
  readonly target: Target;
}

/**
 * Chooses a target group by weight, then its next target in turn. Undefined when the chosen group does not have
 * targets.
 */
export function chooseTarget(action: Action, request: NetworkRequest, call: ElbCall): Chosen | undefined {
  const tuple = stickyGroup(action, request) ?? weightedGroup(action, call);
  const group = elbStore(call).targetGroups.get(tuple?.TargetGroupArn ?? '');
  if (group === undefined) return undefined;
  const usable = usableTargets(group);
  const target = usable[group.turn++ % Math.max(1, usable.length)];
  return target === undefined ? undefined : { group, target };
}

/** Healthy targets; when all are unhealthy, all of them: a load balancer fails open. */
function usableTargets(group: TargetGroup): Target[] {
  const targets = [...group.targets.values()];
  const healthy = targets.filter(({ state }) => state === 'healthy');
  return healthy.length > 0 ? healthy : targets.filter(({ state }) => state === 'unhealthy');
}

function weightedGroup(action: Action, call: ElbCall): TargetGroupTuple | undefined {
  const groups = action.ForwardConfig?.TargetGroups ?? [];
  const total = groups.reduce((sum, { Weight }) => sum + (Weight ?? 1), 0);
  let draw = call.kernel.random.next() * total;
  return groups.find(({ Weight }) => {
    draw -= Weight ?? 1;
    return draw < 0;
  });
}

function stickyGroup(action: Action, request: NetworkRequest): TargetGroupTuple | undefined {
  if (action.ForwardConfig?.TargetGroupStickinessConfig?.Enabled !== true) return undefined;
  const cookie = new RegExp(`(?:^|;\\s*)${STICKY_COOKIE}=([^;]+)`).exec(request.headers.cookie ?? '')?.[1];
  return action.ForwardConfig.TargetGroups?.find(
    ({ TargetGroupArn, Weight }) => stickyValue(TargetGroupArn!) === cookie && Weight !== 0,
  );
}

function stickyValue(targetGroupArn: string): string {
  return Buffer.from(targetGroupArn.split(':').at(-1)!).toString('base64url');
}

export interface Forwarded extends Chosen {
  readonly action: Action;
  readonly listener: Listener;
  readonly loadBalancer: LoadBalancer;
  readonly request: NetworkRequest;
  readonly sourceIp: string;
}

/** Proxies a request to a target and answers with its response, or with the load balancer's own 502 or 504. */
export async function forward(sent: Forwarded, call: ElbCall): Promise<NetworkResponse> {
  const { target, group, loadBalancer, request } = sent;
  const { clock } = call.kernel;
  const url = new URL(request.url);
  const startedAt = clock.now();
  target.inFlight++;
  try {
    const response = await reachTarget(
      { target, group },
      {
        method: request.method,
        pathAndQuery: url.pathname + url.search,
        headers: forwardedHeaders(sent, call),
        body: request.body,
        timeoutSeconds: Number(loadBalancer.attributes.get('idle_timeout.timeout_seconds')),
      },
      call,
    );
    countRequest({ group, loadBalancer, status: response.status, seconds: (clock.now() - startedAt) / 1000 }, call);
    return withStickiness(cleaned(response), sent);
  } catch (error) {
    countRequest({ group, loadBalancer, status: undefined, seconds: undefined }, call);
    return errorPage(error instanceof Error && error.name === 'TargetTimeout' ? 504 : 502);
  } finally {
    target.inFlight--;
  }
}

function forwardedHeaders({ request, sourceIp, listener }: Forwarded, { kernel }: ElbCall): Record<string, string> {
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !NOT_FORWARDED.has(name)));
  const earlier = request.headers['x-forwarded-for'];
  const seconds = Math.floor(kernel.clock.now() / 1000).toString(16);
  return {
    ...headers,
    'x-forwarded-for': earlier === undefined ? sourceIp : `${earlier}, 127.0.0.1`,
    'x-forwarded-proto': listener.protocol.toLowerCase(),
    'x-forwarded-port': String(listener.port),
    'x-amzn-trace-id': request.headers['x-amzn-trace-id'] ?? `Root=1-${seconds}-${kernel.random.hex(24)}`,
  };
}

function cleaned(response: NetworkResponse): NetworkResponse {
  const headers = Object.fromEntries(Object.entries(response.headers).filter(([name]) => !NOT_FORWARDED.has(name)));
  return { ...response, headers };
}

/** This network carries each header once, so a target's own cookie wins over the load balancer's. */
function withStickiness(response: NetworkResponse, { action, group }: Forwarded): NetworkResponse {
  const sticky = action.ForwardConfig?.TargetGroupStickinessConfig;
  if (sticky?.Enabled !== true || response.headers['set-cookie'] !== undefined) return response;
  const cookie = `${STICKY_COOKIE}=${stickyValue(group.arn)}; Max-Age=${sticky.DurationSeconds ?? 86400}; Path=/`;
  return { ...response, headers: { ...response.headers, 'set-cookie': cookie } };
}
