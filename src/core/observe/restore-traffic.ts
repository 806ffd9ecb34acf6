import type { Live, Operation, ScopeState, Weights } from '../entities.ts';
import { updateHeldState } from '../operation/operation-lock.ts';
import { say } from '../operation/operation-steps.ts';
import type { Ports, Target } from '../ports/index.ts';
import { withTraffic } from '../release/live-state.ts';
import { ruleWeights } from '../release/move-traffic.ts';
import { assertStillHolds } from '../stack/assert-still-holds.ts';
import { timestamp } from '../time.ts';
import { decideRestoration } from './decide-restoration.ts';
import { readEnvironment } from './read-environment.ts';
import type { RecordedApplication } from './recorded.ts';

export type RestoringPorts = Pick<Ports, 'state' | 'loadBalancing' | 'settings' | 'time' | 'ids' | 'log'>;

/**
 * The last part of a provision or repair of an application: rules whose weights were changed outside Plinth get those on record again,
 * or the record follows what serves, where nothing else is healthy. Run again it finds everything as recorded. Errors: Fenced.
 */
export async function restoreTraffic(operation: Operation, ports: RestoringPorts): Promise<void> {
  const found = await readApplication(operation.scope, ports);
  const live = found?.application.scopeState.live;
  const traffic = found?.application.traffic;
  if (!found || !live || !traffic) return;
  const { target, application } = found;
  const healthOf = async (groupArn: string) => (await ports.loadBalancing.health(target, groupArn)).healthy;
  const weights = await ruleWeights(
    target,
    { kind: 'rules', testUrl: '', ...traffic, ruleArns: [...traffic.ruleArns] },
    ports,
  );
  if (weights.every((rule) => rule.one === live.weights.one && rule.two === live.weights.two)) return;
  const [one, two] = await Promise.all([healthOf(traffic.groups.one), healthOf(traffic.groups.two)]);
  const previous = application.standby?.release;
  const other = previous && previous.slot !== live.slot ? previous.number : undefined;
  const decision = decideRestoration({ live, weights, healthy: { one, two }, other });
  if (decision.kind === 'as-recorded') return;
  await assertStillHolds(operation.id, ports);
  const wanted: Weights =
    decision.kind === 'restore'
      ? decision.weights
      : { one: decision.slot === 'one' ? 100 : 0, two: decision.slot === 'two' ? 100 : 0 };
  if (decision.kind === 'adopt') {
    const next: Live = {
      slot: decision.slot,
      release: decision.release,
      weights: wanted,
      previousRelease: live.release,
      since: timestamp(ports.time),
    };
    await adopt(operation, next, ports);
  }
  await ports.loadBalancing.shift(target, traffic.ruleArns, traffic.groups, wanted);
  const what = decision.kind === 'restore' ? 'the recorded weights' : `release ${decision.release}, which serves`;
  await say(
    operation.id,
    { level: 'warning', message: `traffic was changed outside Plinth and is back at ${what}` },
    ports,
  );
}

async function adopt(operation: Operation, live: Live, ports: RestoringPorts): Promise<void> {
  const decide = (state: ScopeState) => withTraffic({ ...state, live }, live.slot, live.weights);
  await updateHeldState(operation, { scope: operation.scope, decide }, ports);
  await ports.state.updateRelease(operation.scope, live.release, (release) => ({ ...release, status: 'live' }));
  const before = live.previousRelease;
  if (before !== undefined) {
    await ports.state.updateRelease(operation.scope, before, (release) => ({ ...release, status: 'standby' }));
  }
}

async function readApplication(
  path: string,
  ports: RestoringPorts,
): Promise<{ readonly application: RecordedApplication; readonly target: Target } | undefined> {
  const parent = /^(environments\/[^/]+)\/applications\/[^/]+$/.exec(path)?.[1];
  const environment = parent === undefined ? undefined : await ports.state.readScopeState(parent);
  if (!environment) return undefined;
  const { applications, target } = await readEnvironment(environment, ports);
  const application = applications.find(({ scopeState }) => scopeState.scope === path);
  return application && { application, target };
}
