import { z } from 'zod';
import type { Operation, ProgressStep, ScopeState } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { readOpenOperation } from '../operation/operation-state.ts';
import { planSteps } from '../operation/operation-steps.ts';
import { type StartPorts, startOperation } from '../operation/start-operation.ts';
import { supersedeWaiting } from '../operation/supersede-waiting.ts';
import { containerEnvironment } from '../plan/container-environment.ts';
import type { Plan, PlannedStack } from '../plan/plan.ts';
import { type PlanIndex, readPlanIndex, writePlan } from '../plan/plan-documents.ts';
import type { Snapshot } from '../plan/snapshot.ts';
import type { Ports } from '../ports/index.ts';
import { adoptLostStacks, adoptStacks } from './adopt-stacks.ts';
import { assertQuotas } from './assert-quotas.ts';
import { type ConvergeContext, provisions, readContext, scopeOf } from './converge-context.ts';
import { currentPlan, type Draft, draftOf, readDraft } from './draft.ts';
import { type Looks, lookAtStacks, withLooks } from './look-at-stacks.ts';
import { stacksMax } from './stacks-max.ts';
import { takeClaims } from './take-claims.ts';

type PlanPorts = StartPorts & Pick<Ports, 'stacks' | 'existence' | 'quotas' | 'catalogue'>;

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
  ports: PlanPorts,
): Promise<{ stacks: readonly PlanBranch[] }> {
  const operation = await startOperation(await readOpenOperation(operationId, ports), ports);
  const plan = (await readPlanIndex(operationId, ports)) ?? (await keptPlan(operation, ports));
  await planSteps(operationId, plan.stacks.map(stepOf), ports);
  const branches = plan.stacks.filter(({ action }) => action !== 'keep');
  return { stacks: branches.map(({ stackKey, scope, action }) => ({ stackKey, scope, action })) };
}

async function keptPlan(operation: Operation, ports: PlanPorts): Promise<PlanIndex> {
  const plan = await makePlan(operation, ports);
  assertFits(plan);
  await writePlan(plan, ports);
  return plan;
}

function assertFits({ stacks }: Plan): void {
  const changed = stacks.filter(({ action }) => action !== 'keep').length;
  if (changed <= stacksMax) return;
  throw new PlinthError('InvalidRequest', `the plan changes ${changed} stacks; at most ${stacksMax} in one operation`);
}

async function makePlan(operation: Operation, ports: PlanPorts): Promise<Plan> {
  const draft = await readDraft(operation.id, ports);
  if (operation.kind !== 'retire') return planPresent(operation, draft, ports);
  if (operation.planOnly) return (draft ?? draftOf(await readContext(operation, ports), ports)).plan;
  if (scopeOf(operation).layer === 'application') await supersedeWaiting(operation, ports);
  await adoptStacks(operation, ports);
  return currentPlan(await readContext(operation, ports, draft?.childUses), draft, ports);
}

/** The plan of a scope that is to be there, after a look at what AWS has of it. */
async function planPresent(operation: Operation, draft: Draft | undefined, ports: PlanPorts): Promise<Plan> {
  if (!operation.planOnly) await adoptLostStacks(operation, ports);
  const { looks, restored } = await lookAtStacks(operation, ports);
  const read = await readContext(operation, ports, draft?.childUses);
  const snapshot = { ...withLooksAt(read.snapshot, looks), liveSpec: restored?.spec };
  const context = { ...read, snapshot, restored };
  if (restored) await putContainer(operation, context, ports);
  // What the draft was computed from does not tell whether the live release is whole.
  const kept = restored ? undefined : draft;
  if (operation.planOnly) return looks.size === 0 && kept ? kept.plan : draftOf(context, ports).plan;
  if (!provisions(context)) return currentPlan(context, kept, ports);
  const claimed = await takeClaims(context, ports);
  const plan = currentPlan(claimed, kept, ports);
  // Once more with the claims: of environments that are asked for at once, those that come first get what is left.
  await assertQuotas(plan, claimed, ports);
  return plan;
}

function withLooksAt(snapshot: Snapshot, looks: Looks): Snapshot {
  const looked = (state: ScopeState | undefined) => state && withLooks(state, looks);
  const { base, environment, application } = snapshot;
  return { ...snapshot, base: looked(base), environment: looked(environment), application: looked(application) };
}

/** What a release's containers find in their environment, for the branch that makes its stack again. */
async function putContainer(
  { id }: Operation,
  { snapshot, restored }: ConvergeContext,
  ports: PlanPorts,
): Promise<void> {
  if (!restored) return;
  const { application, environment, base } = snapshot;
  const states = [application, environment, base].filter((state) => state !== undefined);
  await ports.state.putDocument(id, 'container', containerEnvironment(restored.spec, ports.catalogue, states));
}

function stepOf({ stackKey, description, stackName, action }: PlanIndex['stacks'][number]): ProgressStep {
  return {
    name: stackKey,
    stackKey,
    description,
    stackName,
    action,
    status: action === 'keep' ? 'skipped' : 'pending',
  };
}
