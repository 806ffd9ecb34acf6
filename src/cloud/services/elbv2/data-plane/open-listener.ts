import { companion } from '../../../kernel/companion.ts';
import { statusPages } from '../../../kernel/status-pages.ts';
import { type ElbCall, elbStore, findLoadBalancer, type Listener } from '../store.ts';
import { handleRequest } from './handle-request.ts';

/** Ports that need privileges are opened above 8000. */
const LOCAL_PORTS: Readonly<Record<number, number>> = { 80: 8080, 443: 8443 };

/**
 * All other ports are opened ten thousand higher, so that a listener on 8080 never occupies the local port of the one
 * on 80.
 */
const LOCAL_PORT_OFFSET = 10_000;
const PORT_MAX = 65_535;

/** What an open listener has of this process; nothing while its load balancer is provisioned. */
const socketOf = companion((_listener: Listener) => ({ close: () => {} }));

/** Serves the listener under its load balancer's DNS name, and on a loopback port where tasks are processes. */
export async function openListener(listener: Listener, call: ElbCall): Promise<void> {
  const { kernel } = call;
  const { dnsName, attributes } = findLoadBalancer(listener.loadBalancerArn, call);
  const handler = (request: Parameters<typeof handleRequest>[1]) => handleRequest(listener, request, call);
  const unregister = kernel.network.registerStreams(dnsName, listener.port, handler);
  const socket = socketOf(listener);
  socket.close = unregister;
  if (kernel.tasks !== 'process' || kernel.clock.kind === 'virtual') return;
  const wanted = localPortOf(listener.port);
  const idleSeconds = Number(attributes.get('idle_timeout.timeout_seconds'));
  const opened = await kernel.clock.hold(() => kernel.network.listenStreams(wanted, handler, idleSeconds));
  listener.localPort = opened.port;
  socket.close = () => {
    unregister();
    kernel.background(opened.close());
  };
}

function localPortOf(port: number): number {
  const moved = port + LOCAL_PORT_OFFSET;
  return LOCAL_PORTS[port] ?? (moved > PORT_MAX ? port : moved);
}

export function closeListener(listener: Listener): void {
  socketOf(listener).close();
  listener.localPort = undefined;
}

/** Reopens the listeners that were open when the snapshot was taken, on the same ports if they are free. */
export async function reopenListeners(kernel: ElbCall['kernel']): Promise<void> {
  for (const accountRegion of kernel.accountRegions('elasticloadbalancing')) {
    const call = { ...accountRegion, kernel };
    const { listeners, loadBalancers } = elbStore(call);
    for (const listener of listeners.values()) {
      listener.localPort = undefined;
      if (loadBalancers.get(listener.loadBalancerArn)?.state === 'active') await openListener(listener, call);
    }
  }
}

interface OpenListener {
  readonly loadBalancer: string;
  readonly dnsName: string;
  readonly port: number;
  readonly localPort: number;
  readonly url: string;
  readonly listenerArn: string;
}

/** `GET /_cloud/listeners`: the loopback port of each listener. */
export function publishListenersPage(kernel: ElbCall['kernel']): void {
  statusPages(kernel).set('listeners', () =>
    kernel
      .accountRegions('elasticloadbalancing')
      .flatMap((accountRegion) => openListeners({ ...accountRegion, kernel })),
  );
}

function openListeners(call: ElbCall): OpenListener[] {
  return [...elbStore(call).listeners.values()].flatMap(({ arn, loadBalancerArn, port, localPort }) => {
    if (localPort === undefined) return [];
    const { name, dnsName } = findLoadBalancer(loadBalancerArn, call);
    return [{ loadBalancer: name, dnsName, port, localPort, url: `http://127.0.0.1:${localPort}`, listenerArn: arn }];
  });
}
