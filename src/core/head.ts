import type { Head } from './entities.ts';

/** The head of a scope that nothing was ever written about. */
export function newHead(scope: string, now: string, status: Head['status'] = 'provisioning'): Head {
  return {
    scope,
    status,
    stacks: {},
    lock: { holders: {}, fence: 0 },
    lastRelease: 0,
    networks: {},
    domains: {},
    applications: [],
    rulePriorities: {},
    routes: {},
    updatedAt: now,
    version: 0,
  };
}
