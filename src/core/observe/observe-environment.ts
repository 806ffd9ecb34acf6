import type { Attention, ScopeState } from '../entities.ts';
import { lockHolders } from '../lock/lock.ts';
import { type Observation, type ObservedScope, OF_A_LOCK } from '../observation.ts';
import type { AttentionChange, Ports } from '../ports/index.ts';
import { secondsSince, timestamp } from '../time.ts';
import { compareApplication } from './compare-application.ts';
import { compareLocks, type HeldLock } from './compare-locks.ts';
import { compareStacks, observedStatuses } from './compare-stacks.ts';
import { decideAttention } from './decide-attention.ts';
import { isHeld, markScope } from './mark-scope.ts';
import type { RecordedEnvironment } from './recorded.ts';
import type { WorldSnapshot } from './world-snapshot.ts';

export type ObservingPorts = Pick<
  Ports,
  'state' | 'world' | 'workflows' | 'announcements' | 'time' | 'settings' | 'log'
>;

/** Compares an environment, or the base, with what was read of AWS; marks what differs, tells of each change of a mark, and keeps it. */
export async function observeEnvironment(
  recorded: RecordedEnvironment,
  world: WorldSnapshot,
  ports: ObservingPorts,
): Promise<Observation> {
  const { scopeState, repositories, applications } = recorded;
  const before = await ports.state.readObservation(scopeState.scope);
  const now = timestamp(ports.time);
  const scopes: Record<string, ObservedScope> = {
    [scopeState.scope]: {
      stacks: Object.assign({}, ...[scopeState, ...repositories].map((state) => observedStatuses(state, world))),
      differences: [
        ...[scopeState, ...repositories].flatMap((state) => compareStacks(state, world)),
        ...compareLocks(await heldLocks(scopeState, ports), ports.time.now()),
      ],
    },
  };
  for (const application of applications) {
    const { scope, live } = application.scopeState;
    const liveSeconds = live ? secondsSince(ports.time, live.since) : 0;
    scopes[scope] = compareApplication(application, world, liveSeconds);
  }
  const marks = new Map<string, Attention | undefined>();
  for (const state of [scopeState, ...applications.map((application) => application.scopeState)]) {
    const observed = scopes[state.scope];
    const mark = observed ? await markOne(state, { observed, lockState: scopeState, now }, ports) : state.attention;
    marks.set(state.scope, mark);
  }
  const observation: Observation = {
    scope: scopeState.scope,
    at: now,
    scopes,
    notified: Object.fromEntries([...marks].flatMap(([scope, mark]) => (mark ? [[scope, nameOf(mark)]] : []))),
    unread: [...world.unread].map(([part, reason]) => `${part}: ${reason}`),
  };
  // Before it is kept: a round that dies in between tells again.
  await ports.announcements.attentionChanged(changesOf(marks, { before, now }));
  await ports.state.putObservation(observation);
  return observation;
}

interface Observing {
  readonly observed: ObservedScope;
  readonly lockState: ScopeState;
  readonly now: string;
}

/** What an operation is changing differs from its record all the time. A lock without an operation is a difference of its own. */
async function markOne(state: ScopeState, { observed, lockState, now }: Observing, ports: ObservingPorts) {
  if (isHeld(state.scope, lockState) && !observed.differences.some(({ code }) => OF_A_LOCK.has(code)))
    return state.attention;
  const hasPrevious = state.live?.previousRelease !== undefined;
  const attention = decideAttention(observed, { scope: state.scope, now, before: state.attention, hasPrevious });
  return markScope(state, attention, ports);
}

async function heldLocks(
  { lock }: ScopeState,
  ports: Pick<Ports, 'state' | 'workflows'>,
): Promise<readonly HeldLock[]> {
  return Promise.all(
    lockHolders(lock).map(async (holder) => {
      const operation = await ports.state.readOperation(holder.operationId);
      const arn = operation && 'executionArn' in operation ? operation.executionArn : undefined;
      return { holder, operation, execution: arn === undefined ? undefined : await ports.workflows.status(arn) };
    }),
  );
}

/** The same mark has the same name. */
function nameOf({ kind, by, codes, since }: Attention): string {
  return [kind, by, since, ...codes].join(' ');
}

function changesOf(
  marks: ReadonlyMap<string, Attention | undefined>,
  { before, now }: { readonly before: Observation | undefined; readonly now: string },
): readonly AttentionChange[] {
  return [...marks].flatMap(([scope, mark]): AttentionChange[] => {
    const notified = before?.notified[scope];
    if (mark) {
      const { kind: status, reason, since, commands } = mark;
      return notified === nameOf(mark) ? [] : [{ scope, status, reason, since, commands }];
    }
    const reason = 'AWS is as recorded again';
    return notified === undefined ? [] : [{ scope, status: 'well', reason, since: now, commands: [] }];
  });
}
