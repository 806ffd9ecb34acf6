import { assertNever } from '../assert-never.ts';
import type { Slot } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import { own } from '../own.ts';
import { findRecord } from '../plan/placement.ts';
import type { Settings, Workload } from '../ports/index.ts';
import { mainComponent, releaseComponent } from '../spec/wanted-components.ts';
import { type ReleaseContext, requiredOutput } from './release-context.ts';
import type { ResolvedRelease } from './resolved-release.ts';
import type { TrafficSource } from './traffic-source.ts';

export type ReleaseParents = Pick<
  ResolvedRelease,
  | 'application'
  | 'target'
  | 'component'
  | 'workload'
  | 'trafficSource'
  | 'logGroup'
  | 'cluster'
  | 'before'
  | 'beforeName'
>;

/**
 * What a release takes from its parents' states: where it runs, what sends work to it, and what is live before it. Errors:
 * ParentNotReady, and InvalidRequest for a type of application without releases.
 */
export function releaseParents(context: ReleaseContext, settings: Settings): ReleaseParents {
  const { operation, spec, target, scopeState } = context;
  const component = releaseComponent(spec.type);
  if (component === undefined) {
    throw new PlinthError('InvalidRequest', `an application of type \`${spec.type}\` has no releases`);
  }
  const main = mainComponent(spec.type);
  const workload = workloadOf(context);
  const live = scopeState.live && {
    before: scopeState.live,
    beforeName: workloadName(context, { workload, number: scopeState.live.release }, settings),
  };
  return {
    application: operation.scope,
    target,
    component,
    workload,
    trafficSource: trafficOf(context),
    ...live,
    logGroup: requiredOutput(context, main, 'LogGroupName'),
    cluster: requiredOutput(context, 'cluster', 'ClusterName'),
  };
}

interface Numbered {
  readonly workload: Workload;
  readonly number: number;
}

/**
 * The name of a release's workload, as its template has it. Release numbers are used once. The name of an Auto Scaling group is
 * unique in account and region.
 */
export function workloadName(
  { scope: { environment, application } }: Pick<ReleaseContext, 'scope'>,
  { workload, number }: Numbered,
  { installation }: Settings,
): string {
  const name = `${application}-${number}`;
  return workload.kind === 'scaling-group' ? `${installation}--${environment}--${name}` : name;
}

/** Names of the alarms that watch a slot. Without an alarm only the health of targets is watched. */
export function alarmsOf({ scopeStates, spec }: ReleaseContext, slot: Slot): string[] {
  const output = slot === 'one' ? 'AlarmNameOne' : 'AlarmNameTwo';
  const name = own(findRecord(scopeStates, mainComponent(spec.type))?.outputs ?? {}, output);
  return name === undefined || name === 'none' ? [] : [name];
}

function workloadOf(context: ReleaseContext): Workload {
  const { type } = context.spec;
  switch (type) {
    case 'web':
    case 'worker':
      return { kind: 'service', cluster: requiredOutput(context, 'cluster', 'ClusterName') };
    case 'job':
      return { kind: 'schedule', group: requiredOutput(context, 'job', 'ScheduleGroupName') };
    case 'instances':
      return { kind: 'scaling-group' };
    case 'static':
      throw new PlinthError('Internal', 'a static site has no workload');
    default:
      return assertNever(type);
  }
}

function trafficOf(context: ReleaseContext): TrafficSource {
  const { type } = context.spec;
  switch (type) {
    case 'web':
      return rulesOf(context);
    case 'instances':
      return requiredOutput(context, 'instances', 'ProductionRuleArns') === 'none'
        ? { kind: 'none' }
        : rulesOf(context);
    case 'job':
      return { kind: 'schedules', group: requiredOutput(context, 'job', 'ScheduleGroupName') };
    case 'worker':
    case 'static':
      return { kind: 'none' };
    default:
      return assertNever(type);
  }
}

function rulesOf(context: ReleaseContext): TrafficSource {
  const output = (component: string, name: string) => requiredOutput(context, component, name);
  const main = mainComponent(context.spec.type);
  const { host } = context.spec.route;
  return {
    kind: 'rules',
    groups: { one: output(main, 'TargetGroupOneArn'), two: output(main, 'TargetGroupTwoArn') },
    ruleArns: output(main, 'ProductionRuleArns').split(','),
    testRuleArn: output(main, 'TestRuleArn'),
    testUrl: `http://${output('load-balancer', 'LoadBalancerDns')}:${output('load-balancer', 'TestPort')}`,
    ...(host !== undefined && { host }),
  };
}
