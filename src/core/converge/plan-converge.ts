import { z } from 'zod';
import type { Operation, Step } from '../entities.ts';
import { readOpenOperation } from '../operation/operation-state.ts';
import { planSteps } from '../operation/operation-steps.ts';
import { startOperation } from '../operation/start-operation.ts';
import { supersedeWaiting } from '../operation/supersede-waiting.ts';
import type { Plan, PlannedStack } from '../plan/plan.ts';
import { type PlanIndex, readPlanIndex, writePlan } from '../plan/plan-documents.ts';
import type { Ports } from '../ports/index.ts';
import { adoptLostStacks, adoptStacks } from './adopt-stacks.ts';
import { checkConverge, scopeOf, snapshotFor } from './check-converge.ts';
import { draftPlan } from './draft-plan.ts';
import { takeClaims } from './take-claims.ts';

type Tools = Pick<Ports, 'state' | 'stacks' | 'workflows' | 'time' | 'ids' | 'catalogue' | 'settings'>;

/** Input of the state "Plan". */
export const PlanInput = z.object({ operationId: z.string() });
export type PlanInput = z.infer<typeof PlanInput>;

/** One branch of the Map. */
export interface PlanBranch {
  readonly stackKey: string;
  readonly scope: string;
  readonly action: PlannedStack['action'];
}

/**
 * State "Plan": compares spec and status, keeps the plan as documents of the operation, and answers the stacks that
 * change. Run again it answers the same plan.
 */
export async function planConverge(
  { operationId }: PlanInput,
  ports: Tools,
): Promise<{ stacks: readonly PlanBranch[] }> {
  const operation = await startOperation(await readOpenOperation(operationId, ports), ports);
  const plan = (await readPlanIndex(operationId, ports)) ?? (await keptPlan(operation, ports));
  await planSteps(operationId, plan.stacks.map(stepOf), ports);
  const branches = plan.stacks.filter(({ action }) => action !== 'keep');
  return { stacks: branches.map(({ stackKey, scope, action }) => ({ stackKey, scope, action })) };
}

async function keptPlan(operation: Operation, ports: Tools): Promise<PlanIndex> {
  const plan = await makePlan(operation, ports);
  await writePlan(plan, ports);
  return plan;
}

async function makePlan(operation: Operation, ports: Tools): Promise<Plan> {
  if (operation.planOnly) return checkConverge(operation, ports);
  const scope = scopeOf(operation);
  if (operation.kind === 'retire') {
    if (scope.layer === 'application') await supersedeWaiting(operation, ports);
    await adoptStacks(operation, scope, ports);
  } else {
    await adoptLostStacks(operation, scope, ports);
  }
  const snapshot = await snapshotFor(operation, scope, ports);
  const claimed = operation.kind === 'provision' ? await takeClaims(scope, snapshot, ports) : snapshot;
  return draftPlan(operation, scope, { snapshot: claimed, ports });
}

function stepOf({ stackKey, description, stackName, action }: PlanIndex['stacks'][number]): Step {
  return {
    name: stackKey,
    stackKey,
    description,
    stackName,
    action,
    status: action === 'keep' ? 'skipped' : 'pending',
  };
}
