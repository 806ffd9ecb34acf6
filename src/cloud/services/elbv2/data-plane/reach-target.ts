import { AwsError } from '../../../kernel/errors.ts';
import type { NetworkRequest, NetworkResponse } from '../../../kernel/network.ts';
import type { ElbCall, Target, TargetGroup } from '../store.ts';

/**
 * A process answers in real time. On a scaled clock a modelled timeout would pass before a healthy one could answer,
 * so timeouts are this much longer there.
 */
const SCALED_CLOCK_LENIENCY = 20;

/** Sends a request to a target's address inside its VPC. Throws `TargetTimeout`, or the network's error. */
export async function reachTarget(
  to: { readonly target: Target; readonly group: TargetGroup; readonly port?: number },
  request: {
    readonly method: string;
    readonly pathAndQuery: string;
    readonly headers: Record<string, string>;
    readonly body: Uint8Array;
    readonly timeoutSeconds: number;
  },
  { kernel }: ElbCall,
): Promise<NetworkResponse> {
  const { target, group } = to;
  const sent: NetworkRequest = {
    method: request.method,
    url: `http://${target.id}.${group.vpcId}:${to.port ?? target.port}${request.pathAndQuery}`,
    headers: request.headers,
    body: request.body,
  };
  const patience = kernel.clock.kind === 'scaled' ? SCALED_CLOCK_LENIENCY : 1;
  return new Promise((resolve, reject) => {
    const cancel = kernel.clock.after(request.timeoutSeconds * patience, () =>
      reject(new AwsError('TargetTimeout', 'Request timed out')),
    );
    kernel.network.fetch(sent).then(resolve, reject).finally(cancel);
  });
}
