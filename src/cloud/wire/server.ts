import { endpointOf } from '../kernel/endpoint.ts';
import type { RunningKernel } from '../kernel/kernel.ts';
import type { NetworkHandler } from '../kernel/network.ts';
import { statusPages } from '../kernel/status-pages.ts';
import { answer } from './codec.ts';
import { exchange } from './exchange.ts';

const NOMINAL_PORT = 4566;

/**
 * Serves every registered service's wire protocol at one endpoint, in process and over HTTP. Answers its URL. The
 * host is an address, not a name, because S3 clients then put the bucket into the path and not into the host.
 */
export async function serveWire(kernel: RunningKernel, port: number | false): Promise<string> {
  statusPages(kernel).set('health', () => health(kernel));
  const handler: NetworkHandler = async (request) => {
    const [, page] = /^\/_cloud\/(.*)$/.exec(new URL(request.url).pathname) ?? [];
    if (page === undefined) return exchange(kernel, request);
    const status = statusPages(kernel).get(page);
    if (status === undefined) return json(404, { message: `unknown status page ${page}` });
    return json(200, status());
  };
  const served = port === false ? NOMINAL_PORT : (await kernel.network.listen(port, handler)).port;
  kernel.network.register('127.0.0.1', served, handler);
  kernel.network.register('localhost', served, handler);
  const url = `http://127.0.0.1:${served}`;
  endpointOf(kernel).url = url;
  return url;
}

function health(kernel: RunningKernel): object {
  return {
    status: 'running',
    services: [...kernel.services.keys()].sort(),
    modelledTime: new Date(kernel.clock.now()).toISOString(),
    clock: kernel.clock.kind,
    account: kernel.defaultAccount,
    region: kernel.defaultRegion,
  };
}

function json(status: number, body: unknown) {
  return answer(status, { 'content-type': 'application/json' }, JSON.stringify(body));
}
