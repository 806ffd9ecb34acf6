import { z } from 'zod';
import { type Failure, isEnded, type Operation, type ScopeState } from '../entities.ts';
import { isMendedByRepair } from '../observation.ts';
import { endOperation, type OperationEnd } from '../operation/end-operation.ts';
import { ErrorOutput, failureFrom } from '../operation/failure-from.ts';
import { finishAndFree } from '../operation/finish-end.ts';
import { updateHeldState } from '../operation/operation-lock.ts';
import { readOperation } from '../operation/operation-state.ts';
import { type PlanIndex, readPlan, readPlanIndex } from '../plan/plan-documents.ts';
import type { Ports } from '../ports/index.ts';
import { timestamp } from '../time.ts';
import { changedFields } from './changed-fields.ts';
import { convergeResult } from './converge-result.ts';
import { readOutcomes, type StackOutcome } from './documents.ts';
import { dropClaims } from './drop-claims.ts';
import { firstFailure } from './first-failure.ts';
import { planResult } from './plan-result.ts';
import { retireReleases } from './retire-releases.ts';
import { settleClaims } from './settle-claims.ts';

type SettlePorts = Pick<
  Ports,
  | 'state'
  | 'workflows'
  | 'time'
  | 'ids'
  | 'catalogue'
  | 'serviceCatalog'
  | 'operationKinds'
  | 'triggers'
  | 'log'
  | 'loadBalancing'
  | 'settings'
>;

/** Input of the state "Settle". `error` is Step Functions' own, when the machine itself failed. */
export const SettleInput = z.object({ operationId: z.string(), error: ErrorOutput.optional() });
export type SettleInput = z.infer<typeof SettleInput>;

/**
 * State "Settle": sets the scope's status, ends the operation with its result or its first cause, and frees the lock.
 * Run again it only finishes the end.
 */
export async function settle({ operationId, error }: SettleInput, ports: SettlePorts): Promise<{ status: string }> {
  const operation = await readOperation(operationId, ports);
  if (isEnded(operation)) return { status: (await finishAndFree(operation, ports)).status };
  const plan = await readPlanIndex(operationId, ports);
  const failure = error ? failureFrom(error) : undefined;
  const outcomes = await readOutcomes(operationId, ports);
  const cause = failure ?? (plan ? firstFailure(plan, outcomes) : lost);
  const end = cause
    ? ({ status: 'failed', error: cause } as const)
    : await success(operation, { plan, outcomes }, ports);
  if (!operation.planOnly && end.status === 'succeeded') {
    await ports.operationKinds[operation.kind].restoreTraffic?.(operation, ports);
  }
  if (!operation.planOnly) await settleScopeState(operation, end, ports);
  if (!operation.planOnly) await settleClaims(operation, { plan, outcomes }, ports);
  return { status: (await endOperation(operationId, end, ports)).status };
}

const lost: Failure = {
  code: 'ExecutionLost',
  message: 'the workflow came to its end without a plan',
  evidence: [],
  nextSteps: [],
};

async function success(
  operation: Operation,
  { plan, outcomes }: { readonly plan: PlanIndex | undefined; readonly outcomes: ReadonlyMap<string, StackOutcome> },
  ports: SettlePorts,
): Promise<OperationEnd> {
  if (!plan) return { status: 'failed', error: lost };
  if (!operation.planOnly) return { status: 'succeeded', result: await convergeResult(plan, outcomes, ports) };
  const whole = await readPlan(operation.id, ports);
  if (!whole) return { status: 'failed', error: lost };
  const fields = await changedFields(operation, ports);
  return { status: 'succeeded', result: { ...(fields && { fields }), ...(await planResult(whole, ports)) } };
}

async function settleScopeState(operation: Operation, end: OperationEnd, ports: SettlePorts): Promise<void> {
  const retired = operation.kind === 'retire' && end.status === 'succeeded';
  if (retired) await retireReleases(operation, ports);
  const updatedAt = timestamp(ports.time);
  const decide = (scopeState: ScopeState): ScopeState => {
    const { failure: _, ...rest } = scopeState;
    if (end.status === 'failed') return { ...scopeState, status: 'failed', failure: end.error, updatedAt };
    if (!retired) return { ...withoutMark(rest), status: 'ready', updatedAt };
    const { live: __, ...kept } = rest;
    return { ...kept, status: 'retired', updatedAt };
  };
  await updateHeldState(operation, { scope: operation.scope, decide }, ports);
  if (retired) await dropClaims(operation, ports);
}

/** The operation looked at every stack and at the traffic. What it cannot mend, such as a release that does not work, stays marked. */
function withoutMark(state: ScopeState): ScopeState {
  const { attention, ...rest } = state;
  return attention?.by === 'sweep' && isMendedByRepair(attention.codes) ? rest : state;
}
