import { z } from 'zod';
import type { Failure, Operation, ScopeState, StackRecord } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { ErrorOutput, failureFrom, failureOfError } from '../operation/failure-from.ts';
import { updateHeldState } from '../operation/operation-lock.ts';
import { readOpenOperation } from '../operation/operation-state.ts';
import { endStep, say } from '../operation/operation-steps.ts';
import { own } from '../own.ts';
import type { PlannedStack } from '../plan/plan.ts';
import { readPlanIndex, readPlannedStack } from '../plan/plan-documents.ts';
import { isUsable, withRecord } from '../plan/stack-record.ts';
import type { Ports } from '../ports/index.ts';
import { parseScope } from '../scope.ts';
import { readDiagnosis, readResult } from '../stack/stack-result.ts';
import { timestamp } from '../time.ts';
import { requirementsOf, wakeIfReady } from './await-requirements.ts';
import { readOutcome, readOutcomes, type StackOutcome } from './documents.ts';
import { failedRecord } from './failed-record.ts';
import { wakeWaiters } from './wake-waiters.ts';

type RecordPorts = Pick<Ports, 'state' | 'stacks' | 'workflows' | 'time' | 'ids'>;

/** Input of the state "Record stack". */
export const RecordStackInput = z.object({
  operationId: z.string(),
  stackKey: z.string(),
  outcome: z.object({ status: z.enum(['succeeded', 'failed']), error: ErrorOutput.optional() }),
});
export type RecordStackInput = z.infer<typeof RecordStackInput>;

/**
 * State "Record stack": keeps what the stack is now in the state of its scope, and wakes the branches that waited for it. A
 * failed branch is data, not an error. Run again it only wakes.
 */
export async function recordStack(
  input: RecordStackInput,
  ports: RecordPorts,
): Promise<{ stackKey: string; status: string }> {
  const { operationId, stackKey } = input;
  const operation = await readOpenOperation(operationId, ports);
  const stack = await readPlannedStack(input, ports);
  const outcome =
    (await readOutcome(operationId, stackKey, ports)) ?? (await concluded(input, { operation, stack }, ports));
  await ports.state.putDocument(operationId, `outcome/${stackKey}`, outcome);
  const detail = outcome.error?.cause ?? outcome.error?.message;
  await endStep(operationId, stackKey, { status: outcome.status, ...(detail !== undefined && { detail }), ports });
  await wakeWaiting(input, ports);
  await wakeWaiters({ operationId, stackKey }, ports);
  return { stackKey, status: outcome.status };
}

interface Branch {
  readonly operation: Operation;
  readonly stack: PlannedStack;
}

async function concluded({ outcome }: RecordStackInput, branch: Branch, ports: RecordPorts): Promise<StackOutcome> {
  const { operation, stack } = branch;
  const common = { endedAt: timestamp(ports.time), retained: [] };
  if (outcome.status === 'failed') {
    const diagnosis = await readDiagnosis(operation.id, stack.stackKey, ports);
    const error = diagnosis ?? failureFrom(outcome.error ?? ErrorOutput.parse({}));
    if (!operation.planOnly) await keepWhatIsLeft(branch, ports);
    return { ...common, status: 'failed', error };
  }
  if (operation.planOnly) return { ...common, status: 'succeeded' };
  const result = await readResult(operation.id, stack.stackKey, ports);
  if (!result) return { ...common, status: 'failed', error: withoutResult(stack) };
  await writeRecord(branch, () => (result.status === 'present' ? result.record : undefined), ports);
  return { ...common, status: 'succeeded', retained: result.retained };
}

function withoutResult({ stackName }: PlannedStack): Failure {
  return failureOfError(new PlinthError('StackFailed', `the change of ${stackName} succeeded and left no result`));
}

/**
 * A stack that failed is there all the same, or no longer. What prevents recording it must not hide why it failed; the
 * next operation asks CloudFormation anyway.
 */
async function keepWhatIsLeft(branch: Branch, ports: RecordPorts): Promise<void> {
  const { stack } = branch;
  try {
    const found = await ports.stacks.describe(stack.target, stack.stackName);
    const now = timestamp(ports.time);
    await writeRecord(branch, (previous) => found && failedRecord(stack, found, { previous, now }), ports);
  } catch (error) {
    if (error instanceof PlinthError && error.code === 'Fenced') throw error;
    const message = `${stack.stackName} could not be described after it failed`;
    await say(branch.operation.id, { level: 'warning', stackKey: stack.stackKey, message }, ports);
  }
}

async function writeRecord(
  { operation, stack }: Branch,
  record: (previous: StackRecord | undefined) => StackRecord | undefined,
  ports: RecordPorts,
): Promise<void> {
  const isRepository = parseScope(stack.scope)?.layer === 'repository';
  const decide = (scopeState: ScopeState) => {
    const next = record(own(scopeState.stacks, stack.component));
    const written = next ? withRecord(scopeState, next) : withoutRecord(scopeState, stack.component);
    // No operation of its own settles a repository.
    return isRepository ? { ...written, status: statusOf(next), updatedAt: timestamp(ports.time) } : written;
  };
  await updateHeldState(operation, { scope: stack.scope, decide }, ports);
}

function statusOf(record: StackRecord | undefined): ScopeState['status'] {
  if (record === undefined) return 'retired';
  return isUsable(record) ? 'ready' : 'failed';
}

function withoutRecord(scopeState: ScopeState, component: string): ScopeState {
  const { [component]: _, ...stacks } = scopeState.stacks;
  return { ...scopeState, stacks };
}

async function wakeWaiting({ operationId, stackKey }: RecordStackInput, ports: RecordPorts): Promise<void> {
  const { stacks = [] } = (await readPlanIndex(operationId, ports)) ?? {};
  const waiting = stacks.filter(({ requires }) => requires.includes(stackKey));
  if (waiting.length === 0) return;
  const outcomes = await readOutcomes(operationId, ports);
  for (const branch of waiting.filter((stack) => requirementsOf(stack, outcomes) !== 'pending')) {
    const stack = await readPlannedStack({ operationId, stackKey: branch.stackKey }, ports);
    await wakeIfReady({ operationId, stack, outcomes }, ports);
  }
}
