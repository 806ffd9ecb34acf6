import { targetOf } from '../converge/adopt-stacks.ts';
import type { Live, Operation } from '../entities.ts';
import { say } from '../operation/operation-steps.ts';
import type { Ports, Target } from '../ports/index.ts';
import { adoptLive } from '../release/adopt-live.ts';
import { ruleWeights } from '../release/move-traffic.ts';
import { slotWeights } from '../release/shift-schedule.ts';
import { parentScope, parseScope, scopePath } from '../scope.ts';
import { assertStillHolds } from '../stack/assert-still-holds.ts';
import { timestamp } from '../time.ts';
import { decideRestoration, isAsRecorded } from './decide-restoration.ts';
import { readApplication } from './read-environment.ts';
import type { RecordedApplication } from './recorded.ts';

export type RestoringPorts = Pick<Ports, 'state' | 'loadBalancing' | 'settings' | 'time' | 'ids'>;

/**
 * The last part of a provision or repair of an application: rules whose weights were changed outside Plinth get those on record again,
 * or the record follows what serves, where nothing else is healthy. Run again it finds everything as recorded. Errors: Fenced.
 */
export async function restoreTraffic(operation: Operation, ports: RestoringPorts): Promise<void> {
  const found = await readRecorded(operation.scope, ports);
  const live = found?.application.scopeState.live;
  const traffic = found?.application.traffic;
  if (!found || !live || !traffic) return;
  const { target, application } = found;
  const { ruleArns, groups } = traffic;
  const weights = await ruleWeights(target, traffic, ports);
  if (isAsRecorded(live, weights)) return;
  const healthOf = async (groupArn: string) => (await ports.loadBalancing.health(target, groupArn)).healthy;
  const [one, two] = await Promise.all([healthOf(groups.one), healthOf(groups.two)]);
  const previous = application.standby?.release;
  const other = previous && previous.slot !== live.slot ? previous.number : undefined;
  const decision = decideRestoration({ live, weights, healthy: { one, two }, other });
  if (decision.kind === 'as-recorded') return;
  await assertStillHolds(operation.id, ports);
  const serving = decision.kind === 'adopt' ? servingOf(live, decision, ports) : live;
  if (serving !== live) await adoptLive(operation, serving, ports);
  await ports.loadBalancing.shift(target, ruleArns, groups, serving.weights);
  const what = decision.kind === 'restore' ? 'the recorded weights' : `release ${decision.release}, which serves`;
  const message = `traffic was changed outside Plinth and is back at ${what}`;
  await say(operation.id, { level: 'warning', message }, ports);
}

function servingOf(
  recorded: Live,
  { slot, release }: Pick<Live, 'slot' | 'release'>,
  { time }: Pick<Ports, 'time'>,
): Live {
  return {
    slot,
    release,
    weights: slotWeights(slot, 100),
    previousRelease: recorded.release,
    since: timestamp(time),
  };
}

async function readRecorded(
  path: string,
  ports: RestoringPorts,
): Promise<{ readonly application: RecordedApplication; readonly target: Target } | undefined> {
  const scope = parseScope(path);
  const parent = scope?.layer === 'application' ? parentScope(scope) : undefined;
  if (!parent) return undefined;
  const [scopeState, environment, target] = await Promise.all([
    ports.state.readScopeState(path),
    ports.state.readScopeState(scopePath(parent)),
    targetOf(parent, ports),
  ]);
  const application = scopeState && environment && (await readApplication(scopeState, environment, ports));
  return application && { application, target };
}
