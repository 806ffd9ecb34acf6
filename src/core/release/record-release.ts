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
import { stepDescription } from './release-steps.ts';
import { ReleaseTaskInput, type ResolvedRelease, readResolved, releaseScope } from './resolved-release.ts';
import { joinKey } from './stack-ended.ts';
import { workloadKey } from './workload.ts';

export const RecordReleaseInput = ReleaseTaskInput.extend({ taskToken: z.string() });
export type RecordReleaseInput = z.infer<typeof RecordReleaseInput>;

/** Components of applications that have listener rules. */
const ROUTING = (['web', 'instances'] as const).map(mainComponent);

type RecordPorts = Pick<Ports, 'workloads' | 'state' | 'workflows' | 'time' | 'ids'>;

/**
 * Joins the stacks that Placement started, then records what is live. CloudFormation is not told of the new weights here: an
 * update of the application's stack would take half a minute of every toggle, and could fail and roll traffic back. They
 * are recorded as the stack's parameters instead, and `alignTraffic` tells CloudFormation before its next update.
 * While a stack is under way the task token waits for its end. Errors: ReleaseFailed when it failed, Fenced.
 */
export async function recordRelease({ operationId, taskToken }: RecordReleaseInput, ports: RecordPorts): Promise<void> {
  const resolved = await readResolved(operationId, ports);
  await startStep(operationId, { name: 'record-release', description: stepDescription('record-release') }, ports);
  const operation = await readOpenOperation(operationId, ports);
  if (resolved.entry === 'place' && !(await joined({ operationId, taskToken }, resolved, ports))) return;
  const record = await placedRecord(operationId, resolved, ports);
  const now = timestamp(ports.time);
  if (record) {
    const decide = (scopeState: ScopeState): ScopeState => ({
      ...scopeState,
      status: 'ready',
      stacks: { ...scopeState.stacks, [resolved.component]: record },
      updatedAt: now,
    });
    await updateHeldState(operation, { scope: releaseScope(resolved), decide }, ports);
  }
  await updateHeldState(
    operation,
    { scope: resolved.application, decide: (scopeState) => withLive(scopeState, resolved, now) },
    ports,
  );
  await recordStatuses(resolved, ports);
  await endStep(operationId, 'record-release', { status: 'succeeded', ports });
  await ports.workflows.succeed(taskToken, {});
}

/** Leaves the token where the end of a stack or of a task finds it, and looks only then: no end is missed. */
async function joined(
  { operationId, taskToken }: RecordReleaseInput,
  resolved: ResolvedRelease,
  ports: RecordPorts,
): Promise<boolean> {
  const { workload, sharesSlotWith } = resolved;
  const keys = [joinKey(operationId), ...(sharesSlotWith === undefined ? [] : [workloadKey(workload, sharesSlotWith)])];
  const createdAt = timestamp(ports.time);
  for (const key of keys) await ports.state.putToken({ key, operationId, taskToken, createdAt });
  if ((await joinStacks(operationId, resolved, ports)) !== undefined) return false;
  for (const key of keys) await ports.state.takeToken(key);
  return true;
}

/** The scope state with this release live, and with the weights that every later update of its service must send. */
function withLive(scopeState: ScopeState, resolved: ResolvedRelease, since: string): ScopeState {
  const weights = resolved.schedule.at(-1)?.weights ?? { one: 100, two: 0 };
  const previous = resolved.before?.release;
  const live: Live = {
    slot: resolved.slot,
    release: resolved.number,
    weights,
    ...(previous !== undefined && { previousRelease: previous }),
    since,
  };
  if (scopeState.live?.release === resolved.number) return scopeState;
  return withTraffic({ ...scopeState, live, updatedAt: since }, resolved.slot, weights);
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
  { application, number, slot, before }: ResolvedRelease,
  ports: Pick<Ports, 'state'>,
): Promise<void> {
  await ports.state.updateRelease(application, number, (now) => ({ ...now, status: 'live' }));
  if (!before || before.release === number) return;
  const status = before.slot === slot ? 'retired' : 'standby';
  await ports.state.updateRelease(application, before.release, (now) => ({ ...now, status }));
}
