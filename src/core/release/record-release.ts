import { z } from 'zod';
import { type Head, type Live, StackRecord, type Weights } from '../entities.ts';
import { updateHeldHead } from '../operation/operation-lock.ts';
import { readOpenOperation } from '../operation/operation-state.ts';
import { endStep, startStep } from '../operation/operation-steps.ts';
import type { Ports } from '../ports/index.ts';
import { timestamp } from '../time.ts';
import { healthyKey } from './healthy-key.ts';
import { joinStacks } from './join-stacks.ts';
import { type ReleaseFacts, ReleaseStep, readFacts, releaseScope } from './release-facts.ts';
import { stepDescription } from './release-steps.ts';
import { joinKey } from './stack-ended.ts';

export const RecordReleaseInput = ReleaseStep.extend({ taskToken: z.string() });
export type RecordReleaseInput = z.infer<typeof RecordReleaseInput>;

type RecordPorts = Pick<Ports, 'state' | 'workflows' | 'tasks' | 'time' | 'ids'>;

/**
 * Joins the stacks that Place started, then records what is live. CloudFormation is not told of the new weights here: an
 * update of the application's stack would take half a minute of every toggle, and could fail and roll traffic back. They
 * are recorded as the stack's parameters instead, and `alignTraffic` tells CloudFormation before its next update.
 * While a stack is under way the task token waits for its end. Errors: ReleaseFailed when it failed, Fenced.
 */
export async function recordRelease({ operationId, taskToken }: RecordReleaseInput, ports: RecordPorts): Promise<void> {
  const facts = await readFacts(operationId, ports);
  await startStep(operationId, { name: 'record-release', description: stepDescription('record-release') }, ports);
  const operation = await readOpenOperation(operationId, ports);
  if (facts.entry === 'place' && !(await joined({ operationId, taskToken }, facts, ports))) return;
  const record = await placedRecord(operationId, ports);
  const now = timestamp(ports.time);
  if (record) {
    const decide = (head: Head): Head => ({
      ...head,
      status: 'ready',
      stacks: { ...head.stacks, task: record },
      updatedAt: now,
    });
    await updateHeldHead(operation, { scope: releaseScope(facts), decide }, ports);
  }
  await updateHeldHead(operation, { scope: facts.application, decide: (head) => withLive(head, facts, now) }, ports);
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
  const { cluster, sharer } = facts;
  const keys = [joinKey(operationId), ...(sharer === undefined ? [] : [healthyKey(cluster, sharer)])];
  const createdAt = timestamp(ports.time);
  for (const key of keys) await ports.state.putToken({ key, operationId, taskToken, createdAt });
  if ((await joinStacks(operationId, facts, ports)) !== undefined) return false;
  for (const key of keys) await ports.state.takeToken(key);
  return true;
}

/** The head with this release live, and with the weights that every later update of its service must send. */
function withLive(head: Head, facts: ReleaseFacts, since: string): Head {
  const weights = facts.schedule.at(-1)?.weights ?? { one: 100, two: 0 };
  const previous = facts.before?.release;
  const live: Live = {
    slot: facts.slot,
    release: facts.number,
    weights,
    ...(previous !== undefined && { previousRelease: previous }),
    since,
  };
  if (head.live?.release === facts.number) return head;
  return withTraffic({ ...head, live, updatedAt: since }, facts.slot, weights);
}

/** The head whose service stack has these traffic parameters on record. */
export function withTraffic(head: Head, slot: string, weights: Weights): Head {
  const { service } = head.stacks;
  if (!service) return head;
  const traffic = { LiveSlot: slot, WeightOne: String(weights.one), WeightTwo: String(weights.two) };
  const recorded = { ...service, parameters: { ...service.parameters, ...traffic } };
  return { ...head, stacks: { ...head.stacks, service: recorded } };
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

const Present = z.object({ status: z.literal('present'), record: StackRecord });

async function placedRecord(operationId: string, ports: Pick<Ports, 'state'>): Promise<StackRecord | undefined> {
  const result = Present.safeParse(await ports.state.readDocument(operationId, 'result/task'));
  return result.success ? result.data.record : undefined;
}
