import { statusPages } from '../../../kernel/status-pages.ts';
import { type ElbCall, elbStore, findLoadBalancer, type Listener } from '../store.ts';
import { handleRequest } from './handle-request.ts';

/** Ports that need privileges are opened above 8000. */
const LOCAL_PORTS: Readonly<Record<number, number>> = { 80: 8080, 443: 8443 };

/** All others ten thousand higher, so that a listener on 8080 leaves 8080 to the one on 80, whichever opens first. */
const LOCAL_PORT_OFFSET = 10_000;
const PORT_MAX = 65_535;

/** Answers for the listener under its load balancer's name, and on a loopback port where tasks are processes. */
export async function openListener(listener: Listener, call: ElbCall): Promise<void> {
  const { kernel } = call;
  const { dnsName } = findLoadBalancer(listener.loadBalancerArn, call);
  const handler = (request: Parameters<typeof handleRequest>[1]) => handleRequest(listener, request, call);
  const unregister = kernel.network.register(dnsName, listener.port, handler);
  listener.close = unregister;
  if (kernel.tasks !== 'process' || kernel.clock.kind === 'virtual') return;
  const wanted = localPortOf(listener.port);
  const opened = await kernel.clock.hold(() => kernel.network.listen(wanted, handler));
  listener.localPort = opened.port;
  listener.close = () => {
    unregister();
    kernel.background(opened.close());
  };
}

function localPortOf(port: number): number {
  const moved = port + LOCAL_PORT_OFFSET;
  return LOCAL_PORTS[port] ?? (moved > PORT_MAX ? port : moved);
}

export function closeListener(listener: Listener): void {
  listener.close();
  listener.localPort = undefined;
}

interface OpenListener {
  readonly loadBalancer: string;
  readonly dnsName: string;
  readonly port: number;
  readonly localPort: number;
  readonly url: string;
  readonly listenerArn: string;
}

/** `GET /_cloud/listeners`: which loopback port stands for which listener. */
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
