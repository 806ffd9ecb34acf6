import { z } from 'zod';
import type { Live, ScopeState, Weights } from '../entities.ts';
import { updateHeldState } from '../operation/operation-lock.ts';
import { readOpenOperation } from '../operation/operation-state.ts';
import { endStep, startStep } from '../operation/operation-steps.ts';
import { own } from '../own.ts';
import type { Ports } from '../ports/index.ts';
import { mainComponent } from '../spec/wanted-components.ts';
import { timestamp } from '../time.ts';
import { joinStacks } from './join-stacks.ts';
import { placedRecord } from './placed-record.ts';
import { type ReleaseFacts, ReleaseStep, readFacts, releaseScope } from './release-facts.ts';
import { stepDescription } from './release-steps.ts';
import { joinKey } from './stack-ended.ts';
import { type WorkloadPorts, workloadKey } from './workload.ts';

export const RecordReleaseInput = ReleaseStep.extend({ taskToken: z.string() });
export type RecordReleaseInput = z.infer<typeof RecordReleaseInput>;

/** Components of applications that have listener rules. */
const ROUTING = (['web', 'instances'] as const).map(mainComponent);

type RecordPorts = WorkloadPorts & Pick<Ports, 'state' | 'workflows' | 'time' | 'ids'>;

/**
 * Joins the stacks that Placement started, then records what is live. CloudFormation is not told of the new weights here: an
 * update of the application's stack would take half a minute of every toggle, and could fail and roll traffic back. They
 * are recorded as the stack's parameters instead, and `alignTraffic` tells CloudFormation before its next update.
 * While a stack is under way the task token waits for its end. Errors: ReleaseFailed when it failed, Fenced.
 */
export async function recordRelease({ operationId, taskToken }: RecordReleaseInput, ports: RecordPorts): Promise<void> {
  const facts = await readFacts(operationId, ports);
  await startStep(operationId, { name: 'record-release', description: stepDescription('record-release') }, ports);
  const operation = await readOpenOperation(operationId, ports);
  if (facts.entry === 'place' && !(await joined({ operationId, taskToken }, facts, ports))) return;
  const record = await placedRecord(operationId, facts, ports);
  const now = timestamp(ports.time);
  if (record) {
    const decide = (scopeState: ScopeState): ScopeState => ({
      ...scopeState,
      status: 'ready',
      stacks: { ...scopeState.stacks, [facts.component]: record },
      updatedAt: now,
    });
    await updateHeldState(operation, { scope: releaseScope(facts), decide }, ports);
  }
  await updateHeldState(
    operation,
    { scope: facts.application, decide: (scopeState) => withLive(scopeState, facts, now) },
    ports,
  );
  await recordStatuses(facts, ports);
  await endStep(operationId, 'record-release', { status: 'succeeded', ports });
  await ports.workflows.succeed(taskToken, {});
}

/** Leaves the token where the end of a stack or of a task finds it, and looks only then: no end is missed. */
async function joined(
  { operationId, taskToken }: RecordReleaseInput,
  facts: ReleaseFacts,
  ports: RecordPorts,
): Promise<boolean> {
  const { workload, sharer } = facts;
  const keys = [joinKey(operationId), ...(sharer === undefined ? [] : [workloadKey(workload, sharer)])];
  const createdAt = timestamp(ports.time);
  for (const key of keys) await ports.state.putToken({ key, operationId, taskToken, createdAt });
  if ((await joinStacks(operationId, facts, ports)) !== undefined) return false;
  for (const key of keys) await ports.state.takeToken(key);
  return true;
}

/** The scope state with this release live, and with the weights that every later update of its service must send. */
function withLive(scopeState: ScopeState, facts: ReleaseFacts, since: string): ScopeState {
  const weights = facts.schedule.at(-1)?.weights ?? { one: 100, two: 0 };
  const previous = facts.before?.release;
  const live: Live = {
    slot: facts.slot,
    release: facts.number,
    weights,
    ...(previous !== undefined && { previousRelease: previous }),
    since,
  };
  if (scopeState.live?.release === facts.number) return scopeState;
  return withTraffic({ ...scopeState, live, updatedAt: since }, facts.slot, weights);
}

/** The scope state whose stack with the rules has these traffic parameters on record. Not every application has one. */
export function withTraffic(scopeState: ScopeState, slot: string, weights: Weights): ScopeState {
  const routing = ROUTING.map((component) => own(scopeState.stacks, component)).find((record) => record !== undefined);
  if (!routing) return scopeState;
  const traffic = { LiveSlot: slot, WeightOne: String(weights.one), WeightTwo: String(weights.two) };
  const recorded = { ...routing, parameters: { ...routing.parameters, ...traffic } };
  return { ...scopeState, stacks: { ...scopeState.stacks, [routing.component]: recorded } };
}

async function recordStatuses(
  { application, number, slot, before }: ReleaseFacts,
  ports: Pick<Ports, 'state'>,
): Promise<void> {
  await ports.state.updateRelease(application, number, (now) => ({ ...now, status: 'live' }));
  if (!before || before.release === number) return;
  const status = before.slot === slot ? 'retired' : 'standby';
  await ports.state.updateRelease(application, before.release, (now) => ({ ...now, status }));
}
