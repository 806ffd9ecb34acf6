import { deadline } from '../../../kernel/deadline.ts';
import { AwsError } from '../../../kernel/errors.ts';
import type { NetworkRequest, NetworkResponse } from '../../../kernel/network.ts';
import type { ElbCall, Target, TargetGroup } from '../store.ts';

/** A target's address inside its VPC. */
export function addressOf(target: Target, { vpcId }: TargetGroup, port = target.port): string {
  return `http://${target.id}.${vpcId}:${port}`;
}

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
    url: `${addressOf(target, group, to.port)}${request.pathAndQuery}`,
    headers: request.headers,
    body: request.body,
  };
  const limit = deadline(kernel.clock, request.timeoutSeconds);
  try {
    const answer = await Promise.race([kernel.network.fetch(sent), limit.expired]);
    if (answer === undefined) throw new AwsError('TargetTimeout', 'Request timed out');
    return answer;
  } finally {
    limit.cancel();
  }
}
