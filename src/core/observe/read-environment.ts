import type { Release, ScopeState } from '../entities.ts';
import { forEachBounded } from '../for-each-bounded.ts';
import { own } from '../own.ts';
import { readableScopeStates } from '../plan/all-scope-states.ts';
import { findOutput } from '../plan/placement.ts';
import { environmentTarget } from '../plan/placement-of.ts';
import type { Ports, Workload } from '../ports/index.ts';
import { workloadName } from '../release/release-parents.ts';
import { parseScope, type Scope } from '../scope.ts';
import { ApplicationSpec } from '../spec/application-spec.ts';
import { EnvironmentSpec } from '../spec/environment-spec.ts';
import { mainComponent } from '../spec/wanted-components.ts';
import type { RecordedApplication, RecordedEnvironment, RecordedRelease, RecordedTraffic } from './recorded.ts';

type ReadPorts = Pick<Ports, 'state' | 'settings' | 'log'>;

/** Reads an environment with its applications and the releases that run in it. */
export async function readEnvironment(scopeState: ScopeState, ports: ReadPorts): Promise<RecordedEnvironment> {
  const record = await ports.state.readSpec(scopeState.scope);
  const environmentSpec = EnvironmentSpec.parse(record?.spec ?? {});
  const states = await readableScopeStates(scopeState.scope, ports);
  const applications = await forEachBounded(
    states.filter(({ status }) => status !== 'retired'),
    (state) => readableApplication(state, scopeState, ports),
  );
  return {
    scopeState,
    target: environmentTarget({ environmentSpec }, ports.settings),
    repositories: [],
    applications: applications.filter((application) => application !== undefined),
  };
}

/** One whose items cannot be read keeps no other from being observed. */
async function readableApplication(
  scopeState: ScopeState,
  environment: ScopeState,
  ports: ReadPorts,
): Promise<RecordedApplication | undefined> {
  try {
    return await readApplication(scopeState, environment, ports);
  } catch (error) {
    ports.log.error('an application could not be observed', { scope: scopeState.scope, error });
    return undefined;
  }
}

/** One application with the releases that run of it. Undefined for one whose spec was never written. */
export async function readApplication(
  scopeState: ScopeState,
  environment: ScopeState,
  ports: Omit<ReadPorts, 'log'>,
): Promise<RecordedApplication | undefined> {
  const scope = parseScope(scopeState.scope);
  const record = await ports.state.readSpec(scopeState.scope);
  if (scope?.layer !== 'application' || !record) return undefined;
  const { type } = ApplicationSpec.parse(record.spec);
  const workload = workloadOf(type, [scopeState, environment]);
  const running = (number: number | undefined) =>
    workload && number !== undefined ? readRelease({ scopeState, scope, workload, number }, ports) : undefined;
  const [live, previous] = await Promise.all([
    running(scopeState.live?.release),
    running(scopeState.live?.previousRelease),
  ]);
  return {
    scopeState,
    type,
    traffic: trafficOf(type, scopeState),
    live,
    standby: previous?.release.status === 'standby' && !previous.release.removed ? previous : undefined,
  };
}

interface Running {
  readonly scopeState: ScopeState;
  readonly scope: Extract<Scope, { layer: 'application' }>;
  readonly workload: Workload;
  readonly number: number;
}

async function readRelease(
  { scopeState, scope, workload, number }: Running,
  ports: Omit<ReadPorts, 'log'>,
): Promise<RecordedRelease | undefined> {
  const [release, ownState] = await Promise.all([
    ports.state.readRelease(scopeState.scope, number),
    ports.state.readScopeState(`${scopeState.scope}/releases/${number}`),
  ]);
  if (!release) return undefined;
  return { release, scopeState: ownState, workload, name: nameOf(release, { scope, workload }, ports) };
}

function nameOf(
  { number }: Release,
  { scope, workload }: Pick<Running, 'scope' | 'workload'>,
  ports: Pick<ReadPorts, 'settings'>,
): string {
  return workloadName({ scope }, { workload, number }, ports.settings);
}

/** Undefined while the stacks that a release builds on are not there. */
function workloadOf(type: ApplicationSpec['type'], states: readonly ScopeState[]): Workload | undefined {
  if (type === 'static') return undefined;
  if (type === 'instances') return { kind: 'scaling-group' };
  if (type === 'job') {
    const group = findOutput(states, 'job', 'ScheduleGroupName');
    return group === undefined ? undefined : { kind: 'schedule', group };
  }
  const cluster = findOutput(states, 'cluster', 'ClusterName');
  return cluster === undefined ? undefined : { kind: 'service', cluster };
}

function trafficOf(type: ApplicationSpec['type'], { stacks }: ScopeState): RecordedTraffic | undefined {
  const outputs = own(stacks, mainComponent(type))?.outputs ?? {};
  const { ProductionRuleArns, TestRuleArn, TargetGroupOneArn, TargetGroupTwoArn } = outputs;
  if (
    !ProductionRuleArns ||
    ProductionRuleArns === 'none' ||
    !TestRuleArn ||
    !TargetGroupOneArn ||
    !TargetGroupTwoArn
  ) {
    return undefined;
  }
  return {
    ruleArns: ProductionRuleArns.split(','),
    testRuleArn: TestRuleArn,
    groups: { one: TargetGroupOneArn, two: TargetGroupTwoArn },
  };
}
