import type { Weights } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { endStep, startStep } from '../operation/operation-steps.ts';
import type { ObservedWorkload, Ports } from '../ports/index.ts';
import { NotYet } from '../stack/not-yet.ts';
import { weightsProblem } from './decide-shift.ts';
import { observeWeights, type TrafficPorts } from './move-traffic.ts';
import { stepDescription } from './release-steps.ts';
import { ReleaseTaskInput, type ResolvedRelease, readResolved } from './resolved-release.ts';
import { digestProblem } from './verify-digest.ts';

export const VerifyReleaseInput = ReleaseTaskInput;

type VerifyPorts = TrafficPorts & Pick<Ports, 'state' | 'time' | 'ids'>;

/**
 * Compares what runs and where traffic goes with what was released. NotYet while the tasks of a workload without traffic are
 * being replaced. Errors: ReleaseFailed.
 */
export async function verifyRelease({ operationId }: ReleaseTaskInput, ports: VerifyPorts): Promise<void> {
  const resolved = await readResolved(operationId, ports);
  await startStep(operationId, { name: 'verify-release', description: stepDescription('verify-release') }, ports);
  const [workload, weights] = await Promise.all([
    ports.workloads.observe(resolved, resolved.name),
    observeWeights(resolved, ports),
  ]);
  const verdict = verdictOf(resolved, workload, weights);
  if (verdict.kind === 'wait') throw new NotYet(verdict.reason);
  if (verdict.kind === 'fail') throw new PlinthError('ReleaseFailed', verdict.reason);
  await endStep(operationId, 'verify-release', { status: 'succeeded', detail: resolved.digest, ports });
}

export type Verdict = { readonly kind: 'pass' } | { readonly kind: 'wait' | 'fail'; readonly reason: string };

type Verified = Pick<ResolvedRelease, 'number' | 'digest' | 'trafficSource' | 'schedule'>;

/** Whether what was released is what runs and receives traffic. */
export function verdictOf(
  { number, digest, trafficSource, schedule }: Verified,
  workload: Pick<ObservedWorkload, 'desired' | 'digests'> | undefined,
  weights: readonly Weights[],
): Verdict {
  const running = workload?.digests ?? [];
  const serves = trafficSource.kind === 'rules';
  // A schedule waits for its hour, a worker for its first message.
  const isIdle = workload?.desired === 0 && !serves;
  if (running.length === 0 && !serves && !isIdle) {
    return { kind: 'wait', reason: `no task of release ${number} is running: its tasks are being replaced` };
  }
  const problem = isIdle ? undefined : digestProblem(digest, running);
  if (problem !== undefined) return { kind: 'fail', reason: problem };
  const wanted = schedule.at(-1)?.weights;
  const wrong = wanted && weightsProblem(weights, wanted);
  return wrong === undefined ? { kind: 'pass' } : { kind: 'fail', reason: wrong };
}
