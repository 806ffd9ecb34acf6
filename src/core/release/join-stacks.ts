import { PlinthError } from '../errors.ts';
import { type PlanIndex, readPlanIndex } from '../plan/plan-documents.ts';
import type { Ports } from '../ports/index.ts';
import { readDiagnosis, readResult } from '../stack/stack-result.ts';
import { readWork } from '../stack/stack-work.ts';
import type { ResolvedRelease } from './resolved-release.ts';
import { resumeIfStopped } from './resume-if-stopped.ts';

type JoinPorts = Pick<Ports, 'workloads' | 'state' | 'workflows'>;

/**
 * Answers what the release still waits for; undefined: nothing. Its own stack must be complete. Of other stacks only the start
 * of their deletion is awaited: the next release of the slot checks that their tasks are gone. Under `rolling` the deletion of the
 * previous release starts here, and its tasks share the traffic until they stop. Errors: ReleaseFailed when the release's own
 * stack failed.
 */
export async function joinStacks(
  operationId: string,
  resolved: ResolvedRelease,
  ports: JoinPorts,
): Promise<string | undefined> {
  const { stacks = [] } = (await readPlanIndex(operationId, ports)) ?? {};
  await Promise.all(
    stacks.map(({ stackKey, scope }) =>
      ports.workflows.start('change-stack', `${operationId}-${stackKey}`, { operationId, scope, stackKey }),
    ),
  );
  const waiting = await Promise.all([
    ...stacks.map((stack) => remaining(operationId, stack, ports)),
    sharersRunning(resolved, ports),
  ]);
  return waiting.find((reason) => reason !== undefined);
}

async function remaining(
  operationId: string,
  stack: PlanIndex['stacks'][number],
  ports: JoinPorts,
): Promise<string | undefined> {
  const { stackKey, scope, stackName, action } = stack;
  if (await readResult(operationId, stackKey, ports)) return undefined;
  const failed = (await readDiagnosis(operationId, stackKey, ports)) !== undefined;
  if (action !== 'delete') {
    if (failed) throw new PlinthError('ReleaseFailed', `stack \`${stackName}\` failed after the shift of traffic`);
    await resumeIfStopped({ operationId, scope, stackKey }, ports);
    return `stack \`${stackName}\` is in progress`;
  }
  const { acted } = await readWork({ operationId, scope, stackKey }, ports);
  return acted || failed ? undefined : `stack \`${stackName}\` is not being deleted yet`;
}

async function sharersRunning(resolved: ResolvedRelease, ports: Pick<Ports, 'workloads'>): Promise<string | undefined> {
  const { sharesSlotWith } = resolved;
  const observed = sharesSlotWith === undefined ? undefined : await ports.workloads.observe(resolved, sharesSlotWith);
  return observed && observed.running > 0
    ? `${observed.running} tasks of ${sharesSlotWith} still share the slot`
    : undefined;
}
