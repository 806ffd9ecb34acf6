import type { Failure, Operation, Release } from '../entities.ts';
import type { Ports } from '../ports/index.ts';
import { changeToken } from '../stack/stack-work.ts';
import { type ReleaseFacts, releaseScope } from './release-facts.ts';

interface Failed {
  readonly facts: ReleaseFacts;
  readonly failure: Failure;
}

/**
 * Takes back what a failed release operation placed: marks the release, stops the workflow that waits for its stack, and has
 * the stack deleted. Nobody waits for that, because the next release of the slot looks whether its tasks are gone. What
 * serves users stays, whatever the record says.
 */
export async function withdraw(
  operation: Operation,
  { facts, failure }: Failed,
  ports: Pick<Ports, 'state' | 'stacks' | 'traffic' | 'workflows'>,
): Promise<void> {
  const { application, number, target } = facts;
  if (facts.entry !== 'place' || operation.planOnly) return;
  const head = await ports.state.readHead(application);
  if (head?.live?.release === number) return;
  const status: Release['status'] = failure.code === 'Superseded' ? 'superseded' : 'failed';
  const release = await ports.state.updateRelease(application, number, (now) => ({ ...now, status, failure }));
  if (await servesUsers(facts, ports)) return;
  await ports.workflows.stop(
    ports.workflows.executionArn('change-stack', `${operation.id}-task`),
    `release ${number} is withdrawn`,
  );
  const step = { operationId: operation.id, scope: releaseScope(facts), component: 'task' };
  await ports.stacks.delete(target, release.stackName, changeToken(step, 'withdraw'));
}

/** Traffic that could not be shifted back keeps its tasks. A slot that is shared has the older release's tasks too. */
async function servesUsers(
  { before, slot, target, ruleArns, groups }: ReleaseFacts,
  ports: Pick<Ports, 'traffic'>,
): Promise<boolean> {
  if (!before || before.slot === slot) return false;
  const weights = await Promise.all(ruleArns.map((rule) => ports.traffic.weights(target, rule)));
  return weights.some((found) => (found[groups[slot]] ?? 0) > 0);
}
