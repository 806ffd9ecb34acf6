import { z } from 'zod';
import type { ScopeState } from '../entities.ts';
import { readableScopeStates } from '../plan/all-scope-states.ts';
import type { ListedStack, Target } from '../ports/index.ts';
import { repositories } from '../scope.ts';
import { timestamp } from '../time.ts';
import { keepRetained, type RetainedPorts } from './keep-retained.ts';
import { type ObservingPorts, observeEnvironment } from './observe-environment.ts';
import { readEnvironment } from './read-environment.ts';
import { readWorld } from './read-world.ts';
import { statesOf } from './recorded.ts';

/** The schedule says nothing that matters. */
export const WorldRound = z.unknown();

/** A round begins no further environment after this time, so that the function ends within its own. */
const roundSecondsMax = 200;
/** Less than the time between two rounds. */
const claimSeconds = 290;

/**
 * The sweep that compares what is recorded with what AWS has, every five minutes: stacks, listener rules and weights, running digests,
 * tasks, locks, executions and schedules. It marks what differs and tells of it, and changes nothing in AWS. The scopes that were
 * observed longest ago come first, so a round that is too short for all of them goes on with the others in the next.
 */
export async function observeWorld(
  _: unknown,
  ports: ObservingPorts & RetainedPorts,
): Promise<{ readonly observed: readonly string[] }> {
  const startedMs = ports.time.now().getTime();
  const until = timestamp({ now: () => new Date(startedMs + claimSeconds * 1000) });
  if (!(await ports.state.claim('observe', { at: timestamp(ports.time), until }))) return { observed: [] };
  const base = await ports.state.readScopeState('base');
  if (!base || base.status === 'retired') return { observed: [] };
  const environments = await inTurn(await readableScopeStates('base', ports), ports);
  const lists = new Map<string, Awaited<ReturnType<typeof listStacks>>>();
  const listedIn = async (target: Target) => {
    const key = `${target.account} ${target.region}`;
    const listed = lists.get(key) ?? (await listStacks(target, ports));
    lists.set(key, listed);
    return listed;
  };
  const observed: string[] = [];
  const known = new Set<string>();
  for (const scopeState of [base, ...environments]) {
    if ((ports.time.now().getTime() - startedMs) / 1000 > roundSecondsMax) break;
    if (await observeOne(scopeState, { listedIn, known }, ports)) observed.push(scopeState.scope);
  }
  const listed = await listedIn(ports.settings);
  await keepRetained('refused' in listed ? undefined : listed.stacks, known, ports);
  return { observed };
}

interface Round {
  readonly listedIn: (target: Target) => ReturnType<typeof listStacks>;
  /** Ids of the stacks on the records that were read. */
  readonly known: Set<string>;
}

/** One that cannot be observed keeps no other from it. */
async function observeOne(scopeState: ScopeState, { listedIn, known }: Round, ports: ObservingPorts): Promise<boolean> {
  try {
    const isBase = scopeState.scope === 'base';
    const recorded = isBase
      ? {
          scopeState,
          target: ports.settings,
          repositories: await readableScopeStates(repositories, ports),
          applications: [],
        }
      : await readEnvironment(scopeState, ports);
    for (const state of statesOf(recorded)) {
      for (const { stackId } of Object.values(state.stacks)) known.add(stackId);
    }
    const world = await readWorld(recorded, await listedIn(recorded.target), ports);
    await observeEnvironment(recorded, world, ports);
    return true;
  } catch (error) {
    ports.log.error('a scope could not be observed', { scope: scopeState.scope, error });
    return false;
  }
}

/** Those that were never observed first, then by the time of the last observation. */
async function inTurn(
  states: readonly ScopeState[],
  ports: Pick<ObservingPorts, 'state'>,
): Promise<readonly ScopeState[]> {
  const dated = await Promise.all(
    states
      .filter(({ status }) => status !== 'retired')
      .map(async (state) => ({ state, at: (await ports.state.readObservation(state.scope))?.at ?? '' })),
  );
  return dated.sort((one, other) => (one.at < other.at ? -1 : 1)).map(({ state }) => state);
}

async function listStacks(
  target: Target,
  { world, log }: Pick<ObservingPorts, 'world' | 'log'>,
): Promise<{ readonly stacks: readonly ListedStack[] } | { readonly refused: string }> {
  try {
    return { stacks: await world.stacks(target) };
  } catch (error) {
    log.warn('the sweep could not list the stacks', { error });
    return { refused: error instanceof Error ? error.message : String(error) };
  }
}
