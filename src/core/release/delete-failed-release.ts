import type { Failure, Operation, Weights } from '../entities.ts';
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
 * Deletes what a failed release operation placed: marks the release, stops the execution of change-stack that waits for its
 * stack, and starts the stack's deletion without waiting, because the next release of the slot checks that its tasks are gone.
 */
export async function deleteFailedRelease(
  operation: Operation,
  { resolved, failure }: Failed,
  ports: DeletePorts,
): Promise<void> {
  const { application, number, target, component } = resolved;
  const live = (await ports.state.readScopeState(application))?.live?.release;
  if (!isPlaced(resolved, { planOnly: operation.planOnly, live })) return;
  const status = failure.code === 'Superseded' ? 'superseded' : 'failed';
  const release = await ports.state.updateRelease(application, number, (now) => ({ ...now, status, failure }));
  if (receivesTraffic(resolved, await observedWeights(resolved, ports))) return;
  await ports.workflows.stop(
    ports.workflows.executionArn('change-stack', `${operation.id}-${component}`),
    `release ${number} failed`,
  );
  const step = { operationId: operation.id, scope: releaseScope(resolved), stackKey: component };
  await ports.stacks.delete(target, release.stackName, changeToken(step, 'compensate'));
}

interface DeleteSnapshot {
  readonly planOnly: boolean;
  /** Number of the release that is recorded as live. */
  readonly live: number | undefined;
}

/** Whether the operation placed a release of its own that is not live. */
export function isPlaced(
  { entry, number }: Pick<ResolvedRelease, 'entry' | 'number'>,
  { planOnly, live }: DeleteSnapshot,
): boolean {
  return entry === 'place' && !planOnly && live !== number;
}

/**
 * Whether traffic still goes to the release, because it could not be shifted back: its tasks stay, whatever the record says.
 * A slot that is shared receives traffic for the older release.
 */
export function receivesTraffic(
  { before, slot }: Pick<ResolvedRelease, 'before' | 'slot'>,
  weights: readonly Weights[],
): boolean {
  return before !== undefined && before.slot !== slot && weights.some((observed) => observed[slot] > 0);
}

/** The rules are read only where their weights decide. */
async function observedWeights(resolved: ResolvedRelease, ports: TrafficPorts): Promise<readonly Weights[]> {
  const { before, slot } = resolved;
  return before && before.slot !== slot ? observeWeights(resolved, ports) : [];
}
