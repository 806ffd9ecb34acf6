import { z } from 'zod';
import { PlinthError } from '../errors.ts';
import { endStep, startStep } from '../operation/operation-steps.ts';
import type { Ports } from '../ports/index.ts';
import { NotYet } from '../stack/not-yet.ts';
import { readDiagnosis } from '../stack/stack-result.ts';
import { timestamp } from '../time.ts';
import { noteReady } from './fitness.ts';
import { healthGate } from './health-gate.ts';
import { matchCapacity } from './match-capacity.ts';
import { type GatePorts, readView } from './read-view.ts';
import { type ReleaseFacts, ReleaseStep, readFacts } from './release-facts.ts';
import { stepDescription } from './release-steps.ts';
import { workloadKey } from './workload.ts';

export const AwaitHealthyInput = ReleaseStep.extend({ taskToken: z.string() });
export type AwaitHealthyInput = z.infer<typeof AwaitHealthyInput>;

type HealthPorts = GatePorts & Pick<Ports, 'state' | 'workflows' | 'ids'>;

/**
 * Lets the release on when its targets are healthy. While its tasks start, the task token waits for their events; when
 * only health checks are missing, NotYet asks again soon. Errors: ReleaseFailed when tasks keep dying or the stack failed.
 */
export async function awaitHealthy({ operationId, taskToken }: AwaitHealthyInput, ports: HealthPorts): Promise<void> {
  const facts = await readFacts(operationId, ports);
  await startStep(operationId, { name: 'await-healthy', description: stepDescription('await-healthy') }, ports);
  const key = workloadKey(facts.workload, facts.name);
  await ports.state.putToken({ key, operationId, taskToken, createdAt: timestamp(ports.time) });
  const view = await readView(facts, ports);
  // Its tasks tell when they run.
  if (await matchCapacity(operationId, { facts, own: view.workload }, ports)) return;
  const gate = healthGate(view);
  switch (gate.kind) {
    case 'ready':
      await noteReady(operationId, view, ports);
      await endStep(operationId, 'await-healthy', { status: 'succeeded', ports });
      await ports.workflows.succeed(taskToken, {});
      return;
    case 'dying':
      throw new PlinthError('ReleaseFailed', `release ${facts.number} never became healthy: ${gate.reason}`);
    case 'wait':
      await assertStackNotFailed(operationId, facts, ports);
      if (gate.near) throw new NotYet(gate.reason);
  }
}

/** A stack that cannot be made has no service to watch. */
async function assertStackNotFailed(
  operationId: string,
  { component }: ReleaseFacts,
  ports: Pick<Ports, 'state'>,
): Promise<void> {
  const failure = await readDiagnosis(operationId, component, ports);
  if (!failure) return;
  const { message, cause } = failure;
  throw new PlinthError('ReleaseFailed', cause === undefined ? message : `${message}: ${cause}`);
}
