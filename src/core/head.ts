import type { Head } from './entities.ts';

/** The head of a scope that nothing was ever written about. */
export function newHead(scope: string, now: string): Head {
  return {
    scope,
    status: 'provisioning',
    stacks: {},
    lock: { holders: {}, fence: 0 },
    lastRelease: 0,
    networks: {},
    applications: [],
    rulePriorities: {},
    updatedAt: now,
    version: 0,
  };
}
