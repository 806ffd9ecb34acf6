import { companion } from '../../../kernel/companion.ts';
import type { NetworkHandler } from '../../../kernel/network.ts';
import type { Kernel } from '../../../kernel/service.ts';
import { type HttpApi, httpApis } from '../http-api-store.ts';
import { handleRequest } from './handle-request.ts';

const NOMINAL_PORT = 4510;
const LOOPBACK_HOSTS = ['localhost', '127.0.0.1'];

/** Takes an API's host names and its port away. */
const closingOf = companion((_api: HttpApi) => ({ close: async () => {} }));

/**
 * Makes an API reachable: under its AWS host name inside the cloud, and at a loopback address for clients on this
 * machine. Without ports (virtual time) the loopback address is answered in process as well.
 */
export async function openApi(kernel: Kernel, api: HttpApi): Promise<void> {
  const host = `${api.id}.execute-api.${api.accountRegion.region}.amazonaws.com`;
  const fromAws: NetworkHandler = (request) => handleRequest(kernel, api, { request, isLoopback: false });
  const fromLoopback: NetworkHandler = (request) => handleRequest(kernel, api, { request, isLoopback: true });
  const opened = await openPort(kernel, fromLoopback);
  api.localUrl = `http://localhost:${opened.port}`;
  const removals = [
    kernel.network.register(host, 443, fromAws),
    kernel.network.register(host, 80, fromAws),
    ...LOOPBACK_HOSTS.map((name) => kernel.network.register(name, opened.port, fromLoopback)),
  ];
  closingOf(api).close = async () => {
    for (const remove of removals) remove();
    await opened.close();
  };
}

export async function closeApi(kernel: Kernel, api: HttpApi): Promise<void> {
  await kernel.clock.hold(() => closingOf(api).close());
}

async function openPort(
  kernel: Kernel,
  handler: NetworkHandler,
): Promise<{ port: number; close: () => Promise<void> }> {
  const { apiPort } = kernel;
  if (apiPort !== false) return kernel.clock.hold(() => kernel.network.listen(apiPort, handler));
  const taken = nominalPorts(kernel);
  let port = NOMINAL_PORT;
  while (taken.has(port)) port++;
  taken.add(port);
  return {
    port,
    async close() {
      taken.delete(port);
    },
  };
}

const nominalPorts = companion((_kernel: Kernel) => new Set<number>());

/** APIs of a snapshot are reachable again, at their former ports if those are free. */
export async function reopenApis(kernel: Kernel): Promise<void> {
  for (const accountRegion of kernel.accountRegions('apigateway')) {
    for (const api of httpApis(kernel, accountRegion).values()) await openApi(kernel, api);
  }
}
