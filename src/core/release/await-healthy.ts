import { z } from 'zod';
import { PlinthError } from '../errors.ts';
import { endStep, startStep } from '../operation/operation-steps.ts';
import type { Ports } from '../ports/index.ts';
import { NotYet } from '../stack/not-yet.ts';
import { timestamp } from '../time.ts';
import { type Gate, healthGate } from './health-gate.ts';
import { healthyKey } from './healthy-key.ts';
import { type ReleaseFacts, ReleaseStep, readFacts } from './release-facts.ts';
import { stepDescription } from './release-steps.ts';

export const AwaitHealthyInput = ReleaseStep.extend({ taskToken: z.string() });
export type AwaitHealthyInput = z.infer<typeof AwaitHealthyInput>;

type HealthPorts = Pick<Ports, 'state' | 'tasks' | 'traffic' | 'workflows' | 'time' | 'ids'>;

/**
 * Lets the release on when its targets are healthy. While its tasks start, the task token waits for their events; when
 * only health checks are missing, NotYet asks again soon. Errors: ReleaseFailed when tasks keep dying or the stack failed.
 */
export async function awaitHealthy({ operationId, taskToken }: AwaitHealthyInput, ports: HealthPorts): Promise<void> {
  const facts = await readFacts(operationId, ports);
  await startStep(operationId, { name: 'await-healthy', description: stepDescription('await-healthy') }, ports);
  const key = healthyKey(facts.cluster, facts.service);
  await ports.state.putToken({ key, operationId, taskToken, createdAt: timestamp(ports.time) });
  const gate = await readGate(facts, ports);
  switch (gate.kind) {
    case 'ready':
      await endStep(operationId, 'await-healthy', { status: 'succeeded', ports });
      await ports.workflows.succeed(taskToken, {});
      return;
    case 'dying':
      throw new PlinthError('ReleaseFailed', `release ${facts.number} never became healthy: ${gate.reason}`);
    case 'wait':
      await refuseFailedStack(operationId, ports);
      if (gate.near) throw new NotYet(gate.reason);
  }
}

/** The gate as it stands: ECS's view of the release, the load balancer's, and what still leaves the slot. */
export async function readGate(facts: ReleaseFacts, ports: Pick<Ports, 'tasks' | 'traffic'>): Promise<Gate> {
  const { target, cluster, groups, slot } = facts;
  const [service, sharer, targets, ...others] = await Promise.all([
    ports.tasks.service(target, cluster, facts.service),
    facts.sharer === undefined ? undefined : ports.tasks.service(target, cluster, facts.sharer),
    ports.traffic.health(target, groups[slot]),
    ...facts.occupants.map((occupant) => ports.tasks.service(target, cluster, occupant.service)),
  ]);
  const othersRunning = others.reduce((sum, other) => sum + (other?.running ?? 0), 0);
  return healthGate({ service, targets, othersRunning, sharersRunning: sharer?.running ?? 0 });
}

/** A stack that cannot be made has no service to watch. */
async function refuseFailedStack(operationId: string, ports: Pick<Ports, 'state'>): Promise<void> {
  const failure = await ports.state.readDocument(operationId, 'failure/task');
  if (failure === undefined) return;
  const { message, cause } = z.object({ message: z.string(), cause: z.string().optional() }).parse(failure);
  throw new PlinthError('ReleaseFailed', cause === undefined ? message : `${message}: ${cause}`);
}
