import type { Failure, Operation, Release } from '../entities.ts';
import type { Ports } from '../ports/index.ts';
import { changeToken } from '../stack/stack-work.ts';
import { observeWeights, type TrafficPorts } from './move-traffic.ts';
import { type ResolvedRelease, releaseScope } from './resolved-release.ts';

interface Failed {
  readonly resolved: ResolvedRelease;
  readonly failure: Failure;
}

type DeletePorts = TrafficPorts & Pick<Ports, 'state' | 'stacks' | 'workflows'>;

/**
 * Takes back what a failed release operation placed: marks the release, stops the workflow that waits for its stack, and has
 * the stack deleted. Nobody waits for that, because the next release of the slot looks whether its tasks are gone. What
 * serves users stays, whatever the record says.
 */
export async function deleteFailedRelease(
  operation: Operation,
  { resolved, failure }: Failed,
  ports: DeletePorts,
): Promise<void> {
  const { application, number, target, component } = resolved;
  if (resolved.entry !== 'place' || operation.planOnly) return;
  const scopeState = await ports.state.readScopeState(application);
  if (scopeState?.live?.release === number) return;
  const status: Release['status'] = failure.code === 'Superseded' ? 'superseded' : 'failed';
  const release = await ports.state.updateRelease(application, number, (now) => ({ ...now, status, failure }));
  if (await servesUsers(resolved, ports)) return;
  await ports.workflows.stop(
    ports.workflows.executionArn('change-stack', `${operation.id}-${component}`),
    `release ${number} failed`,
  );
  const step = { operationId: operation.id, scope: releaseScope(resolved), stackKey: component };
  await ports.stacks.delete(target, release.stackName, changeToken(step, 'compensate'));
}

/** Traffic that could not be shifted back keeps its tasks. A slot that is shared has the older release's tasks too. */
async function servesUsers(resolved: ResolvedRelease, ports: TrafficPorts): Promise<boolean> {
  const { before, slot } = resolved;
  if (!before || before.slot === slot) return false;
  const weights = await observeWeights(resolved, ports);
  return weights.some((found) => found[slot] > 0);
}
