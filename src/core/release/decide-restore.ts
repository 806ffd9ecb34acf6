import type { ReleaseHealth } from './health.ts';

/** What was read at the start of Task state "Restore release". */
export interface RestoreSnapshot {
  /** CloudFormation's status of the stack of the release that was live before; undefined: there is none. */
  readonly stackStatus: string | undefined;
  /** Whether this operation began to place that release again. */
  readonly begun: boolean;
  /** Tasks or instances of the failed release that run. Under `recreate` the two never run at once. */
  readonly failedRunning: number;
  /** Health of the release that was live before. */
  readonly health: ReleaseHealth;
}

export type RestoreDecision =
  /** It runs. */
  | { readonly kind: 'done' }
  | { readonly kind: 'place' }
  | { readonly kind: 'wait'; readonly reason: string }
  /** It does not start again. */
  | { readonly kind: 'fail'; readonly reason: string };

/** How the release that `recreate` deleted comes back after the new one failed. */
export function decideRestore({ stackStatus, begun, failedRunning, health }: RestoreSnapshot): RestoreDecision {
  const stands = stackStatus !== undefined && !stackStatus.startsWith('DELETE_');
  if (!begun && stands) return { kind: 'done' };
  if (failedRunning > 0) return { kind: 'wait', reason: `${failedRunning} tasks of the failed release still run` };
  if (!begun) return { kind: 'place' };
  switch (health.kind) {
    case 'healthy':
      return { kind: 'done' };
    case 'unhealthy':
      return { kind: 'fail', reason: health.reason };
    case 'starting':
      return { kind: 'wait', reason: health.reason };
  }
}
