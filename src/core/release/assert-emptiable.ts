import { PlinthError } from '../errors.ts';
import type { OperationKindEntry, Ports } from '../ports/index.ts';
import { parseScope } from '../scope.ts';
import { servesStill } from './decide-emptying.ts';
import { ruleWeights, type TrafficPorts } from './move-traffic.ts';
import { findResolved, type ResolvedRelease } from './resolved-release.ts';

type EmptyingPorts = TrafficPorts & Pick<Ports, 'state'>;

/**
 * Reads the real weights of every production rule and what runs, right before the stack of a release is deleted. Every deletion of
 * a release's stack comes by here, except those of an operation that retires the whole application. Errors: TrafficServed.
 */
export async function assertEmptiable(resolved: ResolvedRelease, number: number, ports: EmptyingPorts): Promise<void> {
  const release = await ports.state.readRelease(resolved.application, number);
  if (!release) return;
  const { slot } = release;
  const { trafficSource, target } = resolved;
  const isShared = (other: string | undefined, inSlot: boolean) => (inSlot ? runningOf(resolved, other, ports) : 0);
  const [weights, own, scopeState, newer, older] = await Promise.all([
    trafficSource.kind === 'rules' ? ruleWeights(target, trafficSource, ports) : [],
    ports.workloads.observe(resolved, nameOf(resolved, number)),
    ports.state.readScopeState(resolved.application),
    isShared(resolved.name, resolved.slot === slot && resolved.number !== number),
    isShared(resolved.beforeName, resolved.before?.slot === slot && resolved.before.release !== number),
  ]);
  const reason = servesStill({
    number,
    slot,
    sends: trafficSource.kind,
    live: scopeState?.live?.release,
    gapIsStated: resolved.strategy === 'recreate',
    weights,
    own,
    othersRunning: newer + older,
  });
  if (reason !== undefined) throw new PlinthError('TrafficServed', reason);
}

/** A release that does not replace in place needs a slot without users, and whatever else is in it is deleted. Errors: TrafficServed. */
export async function assertSlotUnused(resolved: ResolvedRelease, ports: EmptyingPorts): Promise<void> {
  const { slot, trafficSource, target, occupants, number } = resolved;
  if (trafficSource.kind === 'rules' && !replacesInPlace(resolved)) {
    const weights = await ruleWeights(target, trafficSource, ports);
    const share = Math.max(0, ...weights.map((observed) => observed[slot]));
    if (share > 0) {
      const message = `release ${number} cannot be placed in slot ${slot}: a production rule sends ${share} % of the traffic to it`;
      throw new PlinthError('TrafficServed', message);
    }
  }
  for (const occupant of occupants) await assertEmptiable(resolved, occupant.number, ports);
}

function replacesInPlace({ before, slot }: Pick<ResolvedRelease, 'before' | 'slot'>): boolean {
  return before?.slot === slot;
}

/** The same for a state of change-stack that deletes a stack by an operation's plan, and does not know what the stack serves. */
export const guardDeletion: NonNullable<OperationKindEntry['guardDeletion']> = async (operationId, scope, ports) => {
  const parsed = parseScope(scope);
  const resolved = parsed?.layer === 'release' ? await findResolved(operationId, ports) : undefined;
  if (parsed?.layer === 'release' && resolved) await assertEmptiable(resolved, parsed.release, ports);
};

async function runningOf(
  resolved: ResolvedRelease,
  name: string | undefined,
  ports: Pick<Ports, 'workloads'>,
): Promise<number> {
  return name === undefined ? 0 : ((await ports.workloads.observe(resolved, name))?.running ?? 0);
}

/** Names of an application's workloads differ in the release's number alone, which stands last. */
function nameOf({ name, number }: Pick<ResolvedRelease, 'name' | 'number'>, other: number): string {
  return `${name.slice(0, -String(number).length)}${other}`;
}
