import type { ScopeClaim, StackRecord } from '../entities.ts';
import type { PlanIndex } from '../plan/plan-documents.ts';
import { isMainComponent } from '../spec/wanted-components.ts';
import type { StackOutcome } from './documents.ts';

/** What became of the stacks that are made with a claim: moved to it, made nothing of it, or perhaps a part. */
export type Made = 'yes' | 'no' | 'unknown';

export interface ClaimSituation {
  /** What the scope has, of this and of earlier operations. */
  readonly claims: readonly ScopeClaim[];
  /** Keys of those that the plan was made with. */
  readonly wanted: readonly string[];
  readonly made: (kind: ScopeClaim['kind']) => Made;
}

export interface ClaimDecision {
  readonly keep: readonly ScopeClaim[];
  readonly drop: readonly ScopeClaim[];
}

/**
 * What a scope keeps once its operation has ended: after a move what it moved to, after a change of which nothing was made what
 * it had before, and as long as that is not known, both. Pure.
 */
export function decideClaims({ claims, wanted, made }: ClaimSituation): ClaimDecision {
  const isKept = (claim: ScopeClaim) => {
    switch (made(claim.kind)) {
      case 'yes':
        return wanted.includes(claim.key);
      case 'no':
        return claim.standing;
      case 'unknown':
        return true;
    }
  };
  const keep = claims
    .filter(isKept)
    .map((claim) => (made(claim.kind) === 'yes' ? { ...claim, standing: true } : claim));
  return { keep, drop: claims.filter((claim) => !isKept(claim)) };
}

export interface EndedStacks {
  /** Undefined: the operation ended before it had a plan. */
  readonly plan: PlanIndex | undefined;
  readonly outcomes: ReadonlyMap<string, StackOutcome>;
  /** The records of the scope now, by component. */
  readonly records: Readonly<Record<string, StackRecord>>;
}

/** How the stacks ended that are made with claims of a kind. Pure. */
export function madeOf(kind: ScopeClaim['kind'], { plan, outcomes, records }: EndedStacks): Made {
  if (!plan) return 'no';
  const changed = plan.stacks.filter(({ component, action }) => isMadeWith(kind, component) && action !== 'keep');
  const failed = changed.filter(({ stackKey }) => outcomes.get(stackKey)?.status !== 'succeeded');
  if (failed.length === 0) return 'yes';
  const isUndone = failed.every(({ stackKey, component }) => {
    const [outcome, record] = [outcomes.get(stackKey), records[component]];
    if (outcome === undefined) return false;
    return outcome.error?.code === 'RequirementFailed' || record === undefined || rolledBack.includes(record.status);
  });
  return isUndone && failed.length === changed.length ? 'no' : 'unknown';
}

const rolledBack = ['ROLLBACK_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'REVIEW_IN_PROGRESS'];

function isMadeWith(kind: ScopeClaim['kind'], component: string): boolean {
  switch (kind) {
    case 'range':
      return component === 'network';
    case 'domain':
      return component === 'domain' || component === 'https';
    case 'priority':
    case 'route':
      return isMainComponent(component);
  }
}
