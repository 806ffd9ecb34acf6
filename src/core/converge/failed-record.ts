import type { StackRecord } from '../entities.ts';
import type { PlannedStack } from '../plan/plan.ts';
import type { StackDescription } from '../ports/index.ts';

interface RecordContext {
  readonly previous: StackRecord | undefined;
  readonly now: string;
}

/**
 * A stack after a change that failed, as CloudFormation describes it; undefined when it no longer exists. Template
 * hash, parameters and tags stay those of the last success, which the next plan compares with.
 */
export function failedRecord(
  stack: Pick<PlannedStack, 'component' | 'stackName' | 'data' | 'tags'>,
  { stackId, status, outputs }: StackDescription,
  { previous, now }: RecordContext,
): StackRecord | undefined {
  if (status === 'DELETE_COMPLETE') return undefined;
  const { component, stackName, data } = stack;
  const { templateHash = '', parameters = {}, tags = stack.tags } = previous ?? {};
  return {
    component,
    stackName,
    stackId,
    status,
    templateHash,
    parameters,
    outputs: { ...outputs },
    tags: { ...tags },
    data,
    updatedAt: now,
  };
}
