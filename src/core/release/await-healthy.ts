import { z } from 'zod';
import { PlinthError } from '../errors.ts';
import { assertNotSuperseded } from '../operation/assert-not-superseded.ts';
import { readOpenOperation } from '../operation/operation-state.ts';
import { endStep, startStep } from '../operation/operation-steps.ts';
import type { Ports } from '../ports/index.ts';
import { NotYet } from '../stack/not-yet.ts';
import { readDiagnosis } from '../stack/stack-result.ts';
import { timestamp } from '../time.ts';
import { releaseHealth } from './health.ts';
import { recordHealthyTargets } from './healthy-targets.ts';
import { matchCapacity } from './match-capacity.ts';
import { type ObservePorts, observeRelease } from './observe-release.ts';
import { deletionKey } from './plan-release.ts';
import { stepDescription } from './release-steps.ts';
import { ReleaseTaskInput, type ResolvedRelease, readResolved, releaseScope } from './resolved-release.ts';
import { resumeIfStopped } from './resume-if-stopped.ts';
import { workloadKey } from './workload.ts';

export const AwaitHealthyInput = ReleaseTaskInput.extend({ taskToken: z.string() });
export type AwaitHealthyInput = z.infer<typeof AwaitHealthyInput>;

type HealthPorts = ObservePorts & Pick<Ports, 'state' | 'workflows' | 'ids'>;

/**
 * Answers the task token when the release is healthy. While its tasks start, the token waits for their events; when only
 * health checks are missing, NotYet makes the machine poll. Errors: ReleaseFailed when tasks keep stopping for the same
 * reason, or when the stack failed; Superseded.
 */
export async function awaitHealthy({ operationId, taskToken }: AwaitHealthyInput, ports: HealthPorts): Promise<void> {
  const resolved = await readResolved(operationId, ports);
  await startStep(operationId, { name: 'await-healthy', description: stepDescription('await-healthy') }, ports);
  const key = workloadKey(resolved.workload, resolved.name);
  await ports.state.putToken({ key, operationId, taskToken, createdAt: timestamp(ports.time) });
  assertNotSuperseded(await readOpenOperation(operationId, ports));
  const observed = await observeRelease(resolved, ports);
  // The events of the added tasks wake the token again.
  if (await matchCapacity(operationId, { resolved, own: observed.workload }, ports)) return;
  const health = releaseHealth(observed);
  switch (health.kind) {
    case 'healthy':
      await recordHealthyTargets(operationId, observed, ports);
      await endStep(operationId, 'await-healthy', { status: 'succeeded', ports });
      await ports.workflows.succeed(taskToken, {});
      return;
    case 'unhealthy':
      throw new PlinthError('ReleaseFailed', `release ${resolved.number} did not become healthy: ${health.reason}`);
    case 'starting':
      await assertStackNotFailed(operationId, resolved, ports);
      if (health.wakeBy === 'poll') throw new NotYet(health.reason);
  }
}

/** A stack that failed creates no workload to wait for, and a release that serves users does not leave the slot. */
async function assertStackNotFailed(
  operationId: string,
  resolved: ResolvedRelease,
  ports: Pick<Ports, 'state' | 'workflows'>,
): Promise<void> {
  const { component, occupants } = resolved;
  for (const { number } of occupants) {
    const refusal = await readDiagnosis(operationId, deletionKey(component, number), ports);
    if (refusal?.code === 'TrafficServed') throw new PlinthError('TrafficServed', refusal.message);
  }
  const failure = await readDiagnosis(operationId, component, ports);
  if (!failure) return resumeIfStopped({ operationId, scope: releaseScope(resolved), stackKey: component }, ports);
  const { message, cause } = failure;
  throw new PlinthError('ReleaseFailed', cause === undefined ? message : `${message}: ${cause}`);
}
