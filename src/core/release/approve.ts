import { z } from 'zod';
import { isEnded } from '../entities.ts';
import { assertNotSuperseded } from '../operation/assert-not-superseded.ts';
import { freeLock } from '../operation/operation-lock.ts';
import { readOpenOperation } from '../operation/operation-state.ts';
import { startStep } from '../operation/operation-steps.ts';
import type { Ports } from '../ports/index.ts';
import { timestamp } from '../time.ts';
import { stepDescription } from './release-steps.ts';
import { ReleaseTaskInput, readResolved } from './resolved-release.ts';

export const ApproveInput = ReleaseTaskInput.extend({ taskToken: z.string() });
export type ApproveInput = z.infer<typeof ApproveInput>;

/**
 * Waits for an approval: stores the task token under `approval/<operation>`, marks the operation as waiting, and releases the
 * lock, so that a waiting release blocks no other operation. Errors: Superseded.
 */
export async function approve(
  { operationId, taskToken }: ApproveInput,
  ports: Pick<Ports, 'state' | 'time' | 'ids'>,
): Promise<void> {
  const { number } = await readResolved(operationId, ports);
  assertNotSuperseded(await readOpenOperation(operationId, ports));
  await startStep(operationId, { name: 'approve', description: stepDescription('approve') }, ports);
  const createdAt = timestamp(ports.time);
  await ports.state.putToken({ key: `approval/${operationId}`, operationId, taskToken, createdAt });
  const operation = await ports.state.updateOperation(operationId, (now) => {
    return now.status === 'running' ? { ...now, status: 'waiting', waitingFor: `approval of release ${number}` } : now;
  });
  if (!isEnded(operation)) await freeLock(operation, ports);
}
