import { z } from 'zod';
import { updateHeldState } from '../operation/operation-lock.ts';
import { readOpenOperation } from '../operation/operation-state.ts';
import { endStep, startStep } from '../operation/operation-steps.ts';
import type { Ports } from '../ports/index.ts';
import { timestamp } from '../time.ts';
import { joinStacks } from './join-stacks.ts';
import { statusesAfter, withLive, withStack } from './live-state.ts';
import { placedRecord } from './placed-record.ts';
import { stepDescription } from './release-steps.ts';
import { ReleaseTaskInput, type ResolvedRelease, readResolved, releaseScope } from './resolved-release.ts';
import { joinKey } from './stack-ended.ts';
import { workloadKey } from './workload.ts';

export const RecordReleaseInput = ReleaseTaskInput.extend({ taskToken: z.string() });
export type RecordReleaseInput = z.infer<typeof RecordReleaseInput>;

type RecordPorts = Pick<Ports, 'workloads' | 'state' | 'workflows' | 'time' | 'ids'>;

/**
 * Joins the stacks that "Place" started, then records what is live. The application's stack is not updated with the new
 * weights here: an update would lengthen every toggle by half a minute, and a failed one would roll traffic back. They are
 * recorded as the stack's parameters, and synchronised before the stack's next update.
 * While a stack is under way the task token waits for its end. Errors: ReleaseFailed when a stack failed, Fenced.
 */
export async function recordRelease({ operationId, taskToken }: RecordReleaseInput, ports: RecordPorts): Promise<void> {
  const resolved = await readResolved(operationId, ports);
  await startStep(operationId, { name: 'record-release', description: stepDescription('record-release') }, ports);
  const operation = await readOpenOperation(operationId, ports);
  if (resolved.entry === 'place' && !(await joined({ operationId, taskToken }, resolved, ports))) return;
  const record = await placedRecord(operationId, resolved, ports);
  const { application } = resolved;
  const now = timestamp(ports.time);
  if (record) {
    const scope = releaseScope(resolved);
    await updateHeldState(operation, { scope, decide: (state) => withStack(state, record, now) }, ports);
  }
  await updateHeldState(operation, { scope: application, decide: (state) => withLive(state, resolved, now) }, ports);
  for (const { number, status } of statusesAfter(resolved)) {
    const rolledBackFrom = operation.kind === 'rollback' && number !== resolved.number;
    await ports.state.updateRelease(application, number, ({ rolledBackAt: _, ...release }) => ({
      ...release,
      status,
      rolledBackFrom,
      ...(rolledBackFrom && { rolledBackAt: now }),
    }));
  }
  await endStep(operationId, 'record-release', { status: 'succeeded', ports });
  await ports.workflows.succeed(taskToken, {});
}

/** Stores the token where the end of a stack or of a task finds it, and only then looks, so that no end is missed. */
async function joined(
  { operationId, taskToken }: RecordReleaseInput,
  resolved: ResolvedRelease,
  ports: RecordPorts,
): Promise<boolean> {
  const { workload, sharesSlotWith } = resolved;
  const keys = [joinKey(operationId), ...(sharesSlotWith === undefined ? [] : [workloadKey(workload, sharesSlotWith)])];
  const createdAt = timestamp(ports.time);
  for (const key of keys) await ports.state.putToken({ key, operationId, taskToken, createdAt });
  if ((await joinStacks(operationId, resolved, ports)) !== undefined) return false;
  for (const key of keys) await ports.state.takeToken(key);
  return true;
}
