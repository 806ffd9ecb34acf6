import { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import {
  DescribeRulesCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import type { ScopeState } from '../../src/core/entities.ts';
import type { Stage } from './harness.ts';

/** What contradicts that exactly the live release of an application is live: by rules, by tasks, or by schedules. */
export async function strangeLive(stage: Stage, scopeState: ScopeState): Promise<readonly string[]> {
  const { live, scope } = scopeState;
  if (live === undefined) return [];
  const { items } = await stage.state.listReleases(scope);
  const statuses = items.map(({ number, status }) => `${number} ${status}`);
  const lives = items.filter(({ status }) => status === 'live').map(({ number }) => number);
  const wanted = weightsOf(scopeState);
  return [
    ...(live.weights.one === wanted.one && live.weights.two === wanted.two
      ? []
      : [`${scope}: the state has other weights`]),
    ...(lives.length === 1 && lives[0] === live.release
      ? []
      : [`${scope}: ${live.release} is live of ${statuses.join(', ')}`]),
    ...(await strangeInCloud(stage, scopeState)),
  ];
}

function weightsOf({ live }: ScopeState): { readonly one: number; readonly two: number } {
  return live?.slot === 'one' ? { one: 100, two: 0 } : { one: 0, two: 100 };
}

function strangeInCloud(stage: Stage, scopeState: ScopeState): Promise<readonly string[]> {
  if (scopeState.stacks.worker) return strangeTasks(stage, scopeState);
  if (scopeState.stacks.job) return strangeSchedules(stage, scopeState);
  // The scaling group of machines without rules is looked at by the test of machines.
  return routing(scopeState)?.outputs.ProductionRuleArns === 'none'
    ? Promise.resolve([])
    : strangeTraffic(stage, scopeState);
}

function routing({ stacks }: ScopeState) {
  return stacks.service ?? stacks.instances;
}

/** Weights of each production rule, as slots. */
export async function ruleWeights(
  { aws }: Stage,
  scopeState: ScopeState,
): Promise<readonly { one: number; two: number }[]> {
  const outputs = routing(scopeState)?.outputs ?? {};
  const RuleArns = (outputs.ProductionRuleArns ?? '').split(',');
  const { Rules = [] } = await new ElasticLoadBalancingV2Client(aws).send(new DescribeRulesCommand({ RuleArns }));
  return Rules.map(({ Actions = [] }) => {
    const groups = Actions.flatMap(({ ForwardConfig }) => ForwardConfig?.TargetGroups ?? []);
    const weight = (arn: string | undefined) =>
      groups.find(({ TargetGroupArn }) => TargetGroupArn === arn)?.Weight ?? 0;
    return { one: weight(outputs.TargetGroupOneArn), two: weight(outputs.TargetGroupTwoArn) };
  });
}

async function strangeTraffic(stage: Stage, scopeState: ScopeState): Promise<readonly string[]> {
  const { live, scope } = scopeState;
  const wanted = weightsOf(scopeState);
  const wrong = (await ruleWeights(stage, scopeState)).filter(
    ({ one, two }) => one !== wanted.one || two !== wanted.two,
  );
  const group = live?.slot === 'one' ? 'TargetGroupOneArn' : 'TargetGroupTwoArn';
  const { TargetHealthDescriptions = [] } = await new ElasticLoadBalancingV2Client(stage.aws).send(
    new DescribeTargetHealthCommand({ TargetGroupArn: routing(scopeState)?.outputs[group] }),
  );
  const healthy = TargetHealthDescriptions.some(({ TargetHealth }) => TargetHealth?.State === 'healthy');
  return [
    ...wrong.map(({ one, two }) => `${scope}: slot ${live?.slot} is live and a rule says ${one}/${two}`),
    ...(healthy ? [] : [`${scope}: nothing healthy is live`]),
  ];
}

/** The live release runs all tasks that it wants, and no other release of the application runs one. */
async function strangeTasks({ aws, state }: Stage, { scope, live }: ScopeState): Promise<readonly string[]> {
  const [, environment, , application] = scope.split('/');
  const { items } = await state.listReleases(scope);
  const { services = [] } = await new ECSClient(aws).send(
    new DescribeServicesCommand({
      cluster: `plinth-${environment}`,
      services: items.slice(0, 10).map(({ number }) => `${application}-${number}`),
    }),
  );
  const name = `${application}-${live?.release}`;
  const wrong = services.filter(({ serviceName, desiredCount, runningCount = 0 }) =>
    serviceName === name ? runningCount < (desiredCount ?? 0) : runningCount > 0,
  );
  return [
    ...(services.some(({ serviceName, status }) => serviceName === name && status === 'ACTIVE')
      ? []
      : [`${scope}: release ${live?.release} is live and has no service`]),
    ...wrong.map(({ serviceName, runningCount }) => `${scope}: ${serviceName} runs ${runningCount} tasks`),
  ];
}

/** The live release's schedule is on, and no other one is. */
async function strangeSchedules({ aws }: Stage, { scope, stacks, live }: ScopeState): Promise<readonly string[]> {
  const command = new ListSchedulesCommand({ GroupName: stacks.job?.outputs.ScheduleGroupName, State: 'ENABLED' });
  const { Schedules = [] } = await new SchedulerClient(aws).send(command);
  const on = Schedules.map(({ Name }) => Name).join(', ');
  const wanted = `${scope.split('/').at(-1)}-${live?.release}`;
  return on === wanted ? [] : [`${scope}: ${wanted} is live and of the schedules these are on: ${on}`];
}
