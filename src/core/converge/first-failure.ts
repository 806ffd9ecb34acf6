import type { Failure } from '../entities.ts';
import type { Plan } from '../plan/plan.ts';
import type { StackOutcome } from './documents.ts';

const failed = (outcome: StackOutcome | undefined) => outcome?.status === 'failed';

/** What went wrong first, and what stays all the same; undefined when every stack that was to change did. */
export function firstFailure(plan: Plan, outcomes: ReadonlyMap<string, StackOutcome>): Failure | undefined {
  const changed = plan.stacks.filter(({ key, action }) => action !== 'keep' && (!plan.planOnly || outcomes.has(key)));
  const bad = changed.filter(({ key }) => failed(outcomes.get(key)) || !outcomes.has(key));
  if (bad.length === 0) return undefined;
  const first = earliest(bad.map(({ key }) => ({ key, outcome: outcomes.get(key) })));
  const error = first.outcome?.error ?? unfinished;
  return {
    ...error,
    message: `\`${first.key}\`: ${error.message}`,
    evidence: [
      ...error.evidence,
      ...others(
        bad.map(({ key }) => key),
        first.key,
      ),
      stays(plan, changed.length - bad.length),
    ].slice(-30),
    nextSteps: [...new Set([...error.nextSteps, `plinth operations ${plan.operationId}`])].slice(0, 10),
  };
}

interface Ended {
  readonly key: string;
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

function stays(plan: Plan, finished: number): string {
  return `${finished} of the changed stacks of ${plan.scope} finished and stay; ask again to resume`;
}
