import { say } from '../operation/operation-steps.ts';
import type { Ports, WorkloadView } from '../ports/index.ts';
import { assertStillHolds } from '../stack/assert-still-holds.ts';
import type { ReleaseFacts } from './release-facts.ts';
import { readWorkload, scaleWorkload, type WorkloadPorts } from './workload.ts';

type CapacityPorts = WorkloadPorts & Pick<Ports, 'state' | 'time' | 'ids'>;

interface Capacity {
  readonly facts: ReleaseFacts;
  /** What runs of the release now. */
  readonly own: WorkloadView | undefined;
}

/**
 * Asks for as many tasks or machines as serve users now, within what the release may have: what its stack begins with is the
 * least, and autoscaling would be minutes late. Answers whether more were asked for. Errors: Fenced.
 */
export async function matchCapacity(
  operationId: string,
  { facts, own }: Capacity,
  ports: CapacityPorts,
): Promise<boolean> {
  const { traffic, beforeName, name, spec } = facts;
  if (traffic.kind !== 'rules' || beforeName === undefined || beforeName === name || !spec) return false;
  if (!own || own.desired >= spec.count.max) return false;
  const serving = await readWorkload(facts, beforeName, ports);
  const wanted = Math.min(serving?.desired ?? 0, spec.count.max);
  if (own.desired >= wanted) return false;
  await assertStillHolds(operationId, ports);
  await scaleWorkload(facts, wanted, ports);
  const message = `release ${facts.number} is scaled from ${own.desired} to ${wanted}, as many as serve users now`;
  await say(operationId, { level: 'info', message }, ports);
  return true;
}
