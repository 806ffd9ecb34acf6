import type { ScopeState } from './entities.ts';

/** The state of a scope that nothing was ever written about. */
export function newScopeState(scope: string, now: string, status: ScopeState['status'] = 'provisioning'): ScopeState {
  return {
    scope,
    status,
    stacks: {},
    lock: { holders: {}, fence: 0 },
    lastRelease: 0,
    updatedAt: now,
    version: 0,
  };
}
