import { PlinthError } from '../errors.ts';
import { type PlanIndex, readPlanIndex } from '../plan/plan-documents.ts';
import type { Ports } from '../ports/index.ts';
import { readDiagnosis, readResult } from '../stack/stack-result.ts';
import { readWork } from '../stack/stack-work.ts';
import type { ResolvedRelease } from './resolved-release.ts';

type JoinPorts = Pick<Ports, 'workloads' | 'state' | 'workflows'>;

/**
 * Answers what the release still waits for; undefined: nothing. Its own stack must stand. What leaves must only be on its
 * way out: the next release of the slot looks whether it is gone. Under `rolling` the release that was live goes only now,
 * and its tasks share the traffic until they stop. Errors: ReleaseFailed when the release's own stack failed.
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
    ...stacks.map((stack) => whatIsLeft(operationId, stack, ports)),
    sharersLeft(resolved, ports),
  ]);
  return waiting.find((reason) => reason !== undefined);
}

async function whatIsLeft(
  operationId: string,
  stack: PlanIndex['stacks'][number],
  ports: JoinPorts,
): Promise<string | undefined> {
  const { stackKey, scope, stackName, action } = stack;
  if (await readResult(operationId, stackKey, ports)) return undefined;
  const failed = (await readDiagnosis(operationId, stackKey, ports)) !== undefined;
  if (action !== 'delete') {
    if (failed) throw new PlinthError('ReleaseFailed', `stack \`${stackName}\` failed after traffic had moved`);
    return `stack \`${stackName}\` is under way`;
  }
  const { acted } = await readWork({ operationId, scope, stackKey }, ports);
  return acted || failed ? undefined : `stack \`${stackName}\` is about to be deleted`;
}

async function sharersLeft(resolved: ResolvedRelease, ports: Pick<Ports, 'workloads'>): Promise<string | undefined> {
  const { sharesSlotWith } = resolved;
  const view = sharesSlotWith === undefined ? undefined : await ports.workloads.observe(resolved, sharesSlotWith);
  return view && view.running > 0 ? `${view.running} of ${sharesSlotWith} still share the work` : undefined;
}
