import type { ListedStack } from '../ports/index.ts';
import { isSettled } from '../stack/stack-status.ts';
import { overdueSeconds } from './compare-locks.ts';

/** A stack that carries the installation's tags and is on no record. */
export type OrphanedStack = Pick<ListedStack, 'stackName' | 'stackId' | 'changedAt'> & { readonly scope: string };

interface Orphaning {
  readonly installation: string;
  /** Ids of all stacks on record. */
  readonly recorded: ReadonlySet<string>;
  readonly now: Date;
}

/**
 * Stacks with the installation's tag that are on no record and have not changed for a while (I8): an operation that runs records its
 * stacks, or deletes them. Pure.
 */
export function findOrphans(
  stacks: Iterable<ListedStack>,
  { installation, recorded, now }: Orphaning,
): readonly OrphanedStack[] {
  return [...stacks].flatMap(({ stackId, stackName, status, tags, changedAt }) => {
    if (tags['plinth:installation'] !== installation || recorded.has(stackId) || !isSettled(status)) return [];
    if ((now.getTime() - changedAt.getTime()) / 1000 < overdueSeconds) return [];
    return [{ stackName, stackId, scope: tags['plinth:scope'] ?? '', changedAt }];
  });
}
