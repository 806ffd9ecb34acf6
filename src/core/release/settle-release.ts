import type { z } from 'zod';
import { Failure, type Operation, type Release } from '../entities.ts';
import { endOperation } from '../operation/end-operation.ts';
import { ErrorOutput } from '../operation/failure-from.ts';
import { freeLock, updateHeldHead } from '../operation/operation-lock.ts';
import { isEnded, readOperation } from '../operation/operation-state.ts';
import type { Ports } from '../ports/index.ts';
import { timestamp } from '../time.ts';
import { releaseFailure } from './diagnose-release.ts';
import { findFacts, type ReleaseFacts, ReleaseStep, releaseScope } from './release-facts.ts';

export const SettleReleaseInput = ReleaseStep.extend({ error: ErrorOutput.optional() });
export type SettleReleaseInput = z.infer<typeof SettleReleaseInput>;

type SettlePorts = Pick<
  Ports,
  'state' | 'stacks' | 'traffic' | 'workflows' | 'time' | 'ids' | 'catalogue' | 'serviceCatalog'
>;

/**
 * Ends the operation and frees the lock. A release that failed is marked so, and its stack is deleted; nobody waits for
 * that, because the next release of the slot looks whether its tasks are gone. Run again it changes nothing.
 */
export async function settleRelease(
  { operationId, error }: SettleReleaseInput,
  ports: SettlePorts,
): Promise<{ readonly status: string }> {
  const operation = await readOperation(operationId, ports);
  if (isEnded(operation)) {
    await freeLock(operation, ports);
    return { status: operation.status };
  }
  const facts = await findFacts(operationId, ports);
  if (error) {
    const failure = await diagnosed(operationId, error, ports);
    if (facts && !operation.planOnly) await withdraw(operation, { facts, failure }, ports);
    return endOperation(operationId, { status: 'failed', error: failure }, ports);
  }
  if (facts?.entry === 'retire') await recordRetired(operation, facts, ports);
  const result = facts ? await resultOf(facts, ports) : { changed: false };
  return endOperation(operationId, { status: 'succeeded', result }, ports);
}

async function diagnosed(operationId: string, error: ErrorOutput, ports: Pick<Ports, 'state'>): Promise<Failure> {
  const known = Failure.safeParse(await ports.state.readDocument(operationId, 'failure'));
  return known.success ? known.data : releaseFailure(error);
}

interface Failed {
  readonly facts: ReleaseFacts;
  readonly failure: Failure;
}

/** Only what this operation placed goes, and never what serves users. */
async function withdraw(operation: Operation, { facts, failure }: Failed, ports: SettlePorts): Promise<void> {
  if (facts.entry !== 'place') return;
  const head = await ports.state.readHead(facts.application);
  if (head?.live?.release === facts.number) return;
  const status: Release['status'] = failure.code === 'Superseded' ? 'superseded' : 'failed';
  const release = await ports.state.updateRelease(facts.application, facts.number, (now) => ({
    ...now,
    status,
    failure,
  }));
  const [weights] = await Promise.all(facts.ruleArns.map((rule) => ports.traffic.weights(facts.target, rule)));
  // Traffic that could not be shifted back keeps its tasks.
  if (facts.before && (weights?.[facts.groups[facts.slot]] ?? 0) > 0 && facts.before.slot !== facts.slot) return;
  await ports.workflows.stop(childExecution(operation, ports), `release ${facts.number} is withdrawn`);
  await ports.stacks.delete(facts.target, release.stackName, `${operation.id}-withdraw`.replace(/[^A-Za-z0-9-]/g, '-'));
}

/** The change-stack execution that Place started, which would otherwise go on waiting for a stack that goes. */
function childExecution({ id }: Operation, { workflows }: Pick<Ports, 'workflows'>): string {
  return workflows.executionArn('change-stack', `${id}-task`);
}

async function recordRetired(operation: Operation, facts: ReleaseFacts, ports: SettlePorts): Promise<void> {
  const updatedAt = timestamp(ports.time);
  await ports.state.updateRelease(facts.application, facts.number, (now) => ({ ...now, status: 'retired' }));
  const scope = releaseScope(facts);
  await updateHeldHead(
    operation,
    { scope, decide: (head) => ({ ...head, status: 'retired', stacks: {}, updatedAt }) },
    ports,
  );
}

async function resultOf(facts: ReleaseFacts, ports: Pick<Ports, 'state'>): Promise<Readonly<Record<string, unknown>>> {
  const head = await ports.state.readHead(facts.application);
  const { number, image, digest, slot, schedule, entry } = facts;
  return { release: number, image, digest, slot, entry, weights: head?.live?.weights ?? schedule.at(-1)?.weights };
}
