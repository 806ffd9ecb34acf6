import type { NetworkRequest, NetworkResponse } from '../../../kernel/network.ts';
import type { Kernel } from '../../../kernel/service.ts';
import type { PendingWork } from './pending-work.ts';
import { outsideSandbox } from './sandbox-scope.ts';

/** Sends a request from inside a sandbox. In a killed sandbox it never settles, and sends nothing. */
export type SandboxNetwork = (request: NetworkRequest) => Promise<NetworkResponse>;

export function sandboxNetwork(kernel: Kernel, pending: PendingWork, isAlive: () => boolean): SandboxNetwork {
  return async (request) => {
    if (!isAlive()) return new Promise(() => {});
    pending.begin();
    try {
      const answer = await outsideSandbox(() => kernel.network.fetch(request));
      return isAlive() ? answer : await new Promise(() => {});
    } finally {
      pending.end();
    }
  };
}
