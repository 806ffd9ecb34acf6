import { wakeWaiters } from '../converge/wake-waiters.ts';
import type { Failure, Operation, Step } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import { answerCatalog } from '../service-catalog/answer-catalog.ts';
import { timestamp } from '../time.ts';
import { failureOfError } from './failure-from.ts';
import { freeLock } from './operation-lock.ts';
import { type EndedOperation, isEnded } from './operation-state.ts';
import { say } from './operation-steps.ts';

type Tools = Pick<Ports, 'state' | 'workflows' | 'time' | 'ids' | 'catalogue' | 'serviceCatalog'>;

export type OperationEnd =
  | { readonly status: 'succeeded'; readonly result: Readonly<Record<string, unknown>> }
  | { readonly status: 'failed'; readonly error: Failure };

/**
 * Ends an operation and frees its lock. How it ended first is how it ended: ending it again only sees to it that the
 * lock is free. A failure after somebody cancelled it is a cancellation.
 */
export async function endOperation(operationId: string, end: OperationEnd, ports: Tools): Promise<EndedOperation> {
  const ended = await recordEnd(operationId, end, ports);
  await freeLock(ended, ports);
  return letWaitersGo(ended, ports);
}

/**
 * Ends an operation whose execution is gone. A Lambda that it started may still run, so the lock stays until the
 * longest step must be over: then the sweep frees it, or the next request that wants it.
 */
export async function endLostOperation(operationId: string, why: string, ports: Tools): Promise<EndedOperation> {
  const error = failureOfError(new PlinthError('ExecutionLost', why));
  return letWaitersGo(await recordEnd(operationId, { status: 'failed', error }, ports), ports);
}

/** However it ended: nobody waits for a stack that nobody makes any more. */
async function letWaitersGo(ended: EndedOperation, ports: Tools): Promise<EndedOperation> {
  if (ended.kind === 'provision') await wakeWaiters({ operationId: ended.id }, ports);
  return ended;
}

async function recordEnd(operationId: string, end: OperationEnd, ports: Tools): Promise<EndedOperation> {
  const endedAt = timestamp(ports.time);
  let first = false;
  const written = await ports.state.updateOperation(operationId, (now) => {
    first = !isEnded(now);
    return isEnded(now) ? now : endedAs(now, end, endedAt);
  });
  if (!isEnded(written)) throw new PlinthError('Internal', `operation ${operationId} did not end`);
  await markHead(written, ports);
  if (first) await say(operationId, endEvent(written), ports);
  if (written.door === 'catalog-requested') await answerCatalog(written, ports);
  return written;
}

function endedAs(now: Operation, end: OperationEnd, endedAt: string): EndedOperation {
  const { status: _, steps, ...rest } = now;
  const common = { ...withoutExecution(rest), endedAt };
  if (end.status === 'succeeded') return { ...common, steps, status: 'succeeded', result: { ...end.result } };
  const left = steps.map((step) => abandoned(step, endedAt));
  if (now.cancelledBy === undefined) return { ...common, steps: left, status: 'failed', error: end.error };
  const cancelled = failureOfError(new PlinthError('Cancelled', `cancelled by ${now.cancelledBy}`));
  return { ...common, steps: left, status: 'cancelled', error: { ...cancelled, evidence: end.error.evidence } };
}

function withoutExecution<T extends object>(rest: T): Omit<T, 'executionArn' | 'waitingFor' | 'error' | 'result'> {
  const { executionArn: _, waitingFor: __, ...kept } = rest as T & { executionArn?: string; waitingFor?: string };
  return kept as Omit<T, 'executionArn' | 'waitingFor' | 'error' | 'result'>;
}

function abandoned(step: Step, endedAt: string): Step {
  if (step.status === 'running') return { ...step, status: 'failed', endedAt };
  return step.status === 'pending' ? { ...step, status: 'skipped' } : step;
}

/** The scope of an operation that failed half-way says so, unless another operation has taken over since. */
async function markHead(operation: EndedOperation, ports: Tools): Promise<void> {
  if (operation.planOnly || operation.status === 'succeeded') return;
  const { error, id } = operation;
  const current = await ports.state.readHead(operation.scope);
  if (!current || current.lastOperation !== id || !isUnderway(current.status)) return;
  await ports.state.updateHead(operation.scope, (found) => {
    const now = found ?? current;
    if (now.lastOperation !== id || !isUnderway(now.status)) return now;
    const lost = [...(now.lost ?? []), id];
    return { ...now, status: 'failed', failure: error, lost, updatedAt: operation.endedAt };
  });
}

function isUnderway(status: string): boolean {
  return status === 'provisioning' || status === 'retiring';
}

function endEvent(ended: EndedOperation): { level: 'info' | 'error'; message: string } {
  if (ended.status === 'succeeded') return { level: 'info', message: `${ended.kind} of ${ended.scope} succeeded` };
  return { level: 'error', message: `${ended.kind} of ${ended.scope} ${ended.status}: ${ended.error.message}` };
}
