import type { Failure } from '../entities.ts';
import { newestEvidence } from '../evidence.ts';
import type { PlanIndex } from '../plan/plan-documents.ts';
import type { StackOutcome } from './documents.ts';

const failed = (outcome: StackOutcome | undefined) => outcome?.status === 'failed';

/** What went wrong first, and what stays all the same; undefined when every stack that was to change did. */
export function firstFailure(plan: PlanIndex, outcomes: ReadonlyMap<string, StackOutcome>): Failure | undefined {
  const changed = plan.stacks.filter(
    ({ stackKey, action }) => action !== 'keep' && (!plan.planOnly || outcomes.has(stackKey)),
  );
  const bad = changed.filter(({ stackKey }) => failed(outcomes.get(stackKey)) || !outcomes.has(stackKey));
  if (bad.length === 0) return undefined;
  const first = earliest(bad.map(({ stackKey }) => ({ stackKey, outcome: outcomes.get(stackKey) })));
  const error = first.outcome?.error ?? unfinished;
  return {
    ...error,
    message: `\`${first.stackKey}\`: ${error.message}`,
    evidence: newestEvidence([
      ...error.evidence,
      ...others(
        bad.map(({ stackKey }) => stackKey),
        first.stackKey,
      ),
      stays(plan, changed.length - bad.length),
    ]),
    nextSteps: [...new Set([...error.nextSteps, `plinth operations ${plan.operationId}`])].slice(0, 10),
  };
}

interface Ended {
  readonly stackKey: string;
  readonly outcome: StackOutcome | undefined;
}

/** A branch that failed only because it needs another one tells nothing. */
function earliest(ended: readonly Ended[]): Ended {
  const byTime = [...ended].sort((one, other) =>
    (one.outcome?.endedAt ?? '~') < (other.outcome?.endedAt ?? '~') ? -1 : 1,
  );
  return byTime.find(({ outcome }) => outcome?.error?.code !== 'RequirementFailed') ?? byTime[0]!;
}

/** Of a branch whose state "Record stack" never came. */
const unfinished: Failure = {
  code: 'StackFailed',
  message: 'its branch did not come to an end',
  evidence: [],
  nextSteps: [],
};

function others(keys: readonly string[], first: string): readonly string[] {
  const rest = keys.filter((key) => key !== first);
  return rest.length === 0 ? [] : [`not done either: ${rest.join(', ')}`];
}

function stays(plan: PlanIndex, finished: number): string {
  return `${finished} of the changed stacks of ${plan.scope} finished and stay; ask again to resume`;
}
