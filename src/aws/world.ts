import { AutoScalingClient, paginateDescribeAutoScalingGroups } from '@aws-sdk/client-auto-scaling';
import { CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import {
  DescribeServicesCommand,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  type Service,
  type Task,
} from '@aws-sdk/client-ecs';
import {
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
  type Rule,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import type { ListedRule, ListedService, ListedStack, ListedTask, Target, World } from '../core/ports/index.ts';
import { unlessAws } from './aws-error.ts';
import { chunks } from './chunks.ts';
import { clientFor } from './clients.ts';
import { runningDigests } from './ecs-services.ts';
import { weightsOf } from './load-balancing.ts';
import { pace } from './pace.ts';
import { settings } from './settings.ts';
import { description } from './stacks.ts';

/** AWS publishes no rate for DescribeStacks and DescribeAutoScalingGroups: one call a second is a fifth of five. */
const unpublished = { callsPerSecond: 5, burstCalls: 10 };
const ofCloudFormation = pace(unpublished);
const ofAutoScaling = pace(unpublished);
/** https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/elb-api-throttling.html */
const ofLoadBalancing = pace({ callsPerSecond: 10, burstCalls: 40 });
/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html */
const ofEcs = pace({ callsPerSecond: 20, burstCalls: 50 });
/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html */
const ofCloudWatch = pace({ callsPerSecond: 50, burstCalls: 50 });
/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/scheduler-quotas.html */
const ofScheduler = pace({ callsPerSecond: 50, burstCalls: 50 });

const servicesPerCallMax = 10;
const tasksPerCallMax = 100;
const metricsPerCallMax = 500;
const groupsPerCallMax = 50;
/** A metric of a minute may be that late, and one minute alone may have no value. */
const healthMinutes = 3;

/** What is read of many scopes at once. */
export const world: World = {
  async stacks(target) {
    const client = clientFor(CloudFormationClient, target);
    const listed = await pages((NextToken) =>
      ofCloudFormation(() => client.send(new DescribeStacksCommand({ NextToken }))),
    );
    return listed.flatMap(({ Stacks = [] }) => Stacks).map(listedStack);
  },

  async rules(target, listenerArns) {
    const rules: ListedRule[] = [];
    for (const listenerArn of listenerArns) rules.push(...(await rulesOf(target, listenerArn)));
    return rules;
  },

  async services(target, cluster, names) {
    const client = clientFor(ECSClient, target);
    const services: Service[] = [];
    for (const some of chunks(names, servicesPerCallMax)) {
      const command = new DescribeServicesCommand({ cluster, services: [...some] });
      const answer = ofEcs(() => client.send(command));
      services.push(...((await unlessAws(['ClusterNotFoundException'], answer, undefined))?.services ?? []));
    }
    return services.filter(({ status }) => status === 'ACTIVE').map(listedService);
  },

  async tasks(target, cluster) {
    const client = clientFor(ECSClient, target);
    const list = (nextToken: string | undefined) =>
      ofEcs(() => client.send(new ListTasksCommand({ cluster, nextToken, desiredStatus: 'RUNNING' })));
    const listed = await unlessAws(['ClusterNotFoundException'], pages(list), []);
    const tasks: Task[] = [];
    for (const some of chunks(
      listed.flatMap(({ taskArns = [] }) => taskArns),
      tasksPerCallMax,
    )) {
      const command = new DescribeTasksCommand({ cluster, tasks: [...some] });
      tasks.push(...((await ofEcs(() => client.send(command))).tasks ?? []));
    }
    return tasks.flatMap(listedTask);
  },

  async healthyHosts(target, groups) {
    const client = clientFor(CloudWatchClient, target);
    const now = Date.now();
    const range = { StartTime: new Date(now - healthMinutes * 60_000), EndTime: new Date(now) };
    const least: Record<string, number> = {};
    for (const some of chunks(groups, metricsPerCallMax)) {
      const command = new GetMetricDataCommand({ ...range, MetricDataQueries: some.map(healthyHostCount) });
      const { MetricDataResults = [] } = await ofCloudWatch(() => client.send(command));
      for (const { Id = '', Values = [] } of MetricDataResults) {
        const group = some[Number(Id.slice(1))];
        if (group && Values.length > 0) least[group.groupArn] = Math.min(...Values);
      }
    }
    return least;
  },

  async enabledSchedules(target) {
    const client = clientFor(SchedulerClient, target);
    const listed = await pages((NextToken) =>
      ofScheduler(() => client.send(new ListSchedulesCommand({ NextToken, State: 'ENABLED' }))),
    );
    const names = listed.flatMap(({ Schedules = [] }) =>
      Schedules.map(({ GroupName, Name }) => `${GroupName}/${Name}`),
    );
    return names.filter((name) => name.startsWith(`${settings.installation}--`));
  },

  async scalingGroups(target, names) {
    const client = clientFor(AutoScalingClient, target);
    const found: Omit<ListedService, 'changing'>[] = [];
    for (const some of chunks(names, groupsPerCallMax)) {
      const page = paginateDescribeAutoScalingGroups({ client }, { AutoScalingGroupNames: [...some] });
      const { value } = await ofAutoScaling(() => page.next());
      for (const { AutoScalingGroupName = '', DesiredCapacity = 0, Instances = [] } of value?.AutoScalingGroups ?? []) {
        const healthy = Instances.filter(
          ({ LifecycleState, HealthStatus }) => LifecycleState === 'InService' && HealthStatus === 'Healthy',
        );
        found.push({ name: AutoScalingGroupName, desired: DesiredCapacity, running: healthy.length });
      }
    }
    return found;
  },
};

/** A listener that does not exist has no rules. */
async function rulesOf(target: Target, ListenerArn: string): Promise<readonly ListedRule[]> {
  const client = clientFor(ElasticLoadBalancingV2Client, target);
  const read = pages((Marker) => ofLoadBalancing(() => client.send(new DescribeRulesCommand({ ListenerArn, Marker }))));
  const answers = await unlessAws(['ListenerNotFoundException', 'LoadBalancerNotFoundException'], read, []);
  return answers.flatMap(({ Rules = [] }) => Rules).map(listedRule);
}

function listedRule(rule: Rule): ListedRule {
  return { ruleArn: rule.RuleArn ?? '', weights: weightsOf(rule) };
}

function listedStack(stack: Stack): ListedStack {
  return {
    ...description(stack),
    stackName: stack.StackName ?? '',
    changedAt: stack.LastUpdatedTime ?? stack.CreationTime ?? new Date(0),
  };
}

function listedService({
  serviceName = '',
  desiredCount = 0,
  runningCount = 0,
  deployments = [],
}: Service): ListedService {
  const changing = deployments.length > 1 || deployments.some(({ rolloutState }) => rolloutState === 'IN_PROGRESS');
  return { name: serviceName, desired: desiredCount, running: runningCount, changing };
}

function listedTask(task: Task): ListedTask[] {
  const service = /^service:(.+)$/.exec(task.group ?? '')?.[1];
  return service === undefined ? [] : [{ service, digests: runningDigests([task]) }];
}

function healthyHostCount(
  { groupArn, loadBalancer }: Parameters<World['healthyHosts']>[1][number],
  index: number,
): MetricDataQuery {
  const Dimensions = [
    { Name: 'TargetGroup', Value: groupArn.split(':').at(-1) },
    { Name: 'LoadBalancer', Value: loadBalancer },
  ];
  const Metric = { Namespace: 'AWS/ApplicationELB', MetricName: 'HealthyHostCount', Dimensions };
  return { Id: `m${index}`, MetricStat: { Metric, Period: 60, Stat: 'Minimum' } };
}

interface ListPage {
  readonly NextToken?: string | undefined;
  readonly nextToken?: string | undefined;
  readonly NextMarker?: string | undefined;
}

/** Every page of a list, at most `pagesMax`. */
async function pages<P extends ListPage>(read: (token: string | undefined) => Promise<P>): Promise<readonly P[]> {
  const all: P[] = [];
  let token: string | undefined;
  do {
    const page = await read(token);
    all.push(page);
    token = page.NextToken ?? page.nextToken ?? page.NextMarker;
  } while (token !== undefined && all.length < pagesMax);
  if (token !== undefined) throw new Error(`a list has more than ${pagesMax} pages`);
  return all;
}

const pagesMax = 500;
