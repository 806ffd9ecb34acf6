import { type EndedOperation, type Failure, isEnded, type Operation, type ProgressStep } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { newestEvidence } from '../evidence.ts';
import { timestamp } from '../time.ts';
import { failureOfError } from './failure-from.ts';
import { type EndPorts, finishAndFree, finishEnd } from './finish-end.ts';
import { type Lost, lostFailure } from './lost-failure.ts';
import { logKeys } from './operation-state.ts';

export type OperationEnd =
  | { readonly status: 'succeeded'; readonly result: Readonly<Record<string, unknown>> }
  | { readonly status: 'failed'; readonly error: Failure };

/**
 * Ends an operation, does all that follows, and frees its lock. How it ended first is how it ended: ending it again only
 * sees to the rest. A failure after a cancellation counts as cancelled.
 */
export async function endOperation(operationId: string, end: OperationEnd, ports: EndPorts): Promise<EndedOperation> {
  return finishAndFree(await recordEnd(operationId, end, ports), ports);
}

export interface LostEnd extends Lost {
  /** What could not be taken back. */
  readonly evidence?: readonly string[];
}

/**
 * Ends an operation whose execution is gone. A Lambda that it started may still run, so the lock stays until the
 * longest step must be over: then the sweep frees it, or the next request that wants it.
 */
export async function endLostOperation(
  operationId: string,
  { evidence = [], ...lost }: LostEnd,
  ports: EndPorts,
): Promise<EndedOperation> {
  const cause = lostFailure(lost);
  const error = { ...cause, evidence: newestEvidence([...cause.evidence, ...evidence]) };
  return finishEnd(await recordEnd(operationId, { status: 'failed', error }, ports), ports);
}

/** Writes the end alone. The caller sees to what follows it, by `finishAndFree`. */
export async function recordEnd(operationId: string, end: OperationEnd, ports: EndPorts): Promise<EndedOperation> {
  const endedAt = timestamp(ports.time);
  const unfinished = { eventId: ports.ids.ulid() };
  let isFirst = false;
  const written = await ports.state.updateOperation(operationId, (now) => {
    isFirst = !isEnded(now);
    return isEnded(now) ? now : { ...endedAs(now, end, endedAt), unfinished };
  });
  if (isFirst) ports.log.info(`${written.kind} ended: ${written.status}`, logKeys(written));
  if (isEnded(written)) return written;
  throw new PlinthError('Internal', `operation ${operationId} did not end`);
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

function abandoned(step: ProgressStep, endedAt: string): ProgressStep {
  if (step.status === 'running') return { ...step, status: 'failed', endedAt };
  return step.status === 'pending' ? { ...step, status: 'skipped' } : step;
}
