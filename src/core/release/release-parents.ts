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
 * What the stacks around a release say about where it runs, what sends work to it, and what is live there now. Errors:
 * ParentNotReady, and InvalidRequest for a type of application that has no releases.
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
 * What a release's workload is called, as its template names it: release numbers are used once. A scaling group shares its
 * account and region with all others.
 */
export function workloadName(
  { scope: { environment, application } }: Pick<ReleaseContext, 'scope'>,
  { workload, number }: Numbered,
  { installation }: Settings,
): string {
  const name = `${application}-${number}`;
  return workload.kind === 'scaling-group' ? `${installation}--${environment}--${name}` : name;
}

/** Names of the alarms that watch a slot. A template without any is none the worse for it: health is watched all the same. */
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
      throw new PlinthError('Internal', 'a static site runs nothing');
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
