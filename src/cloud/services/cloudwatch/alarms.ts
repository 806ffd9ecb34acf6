import type {
  DeleteAlarmsCommandInput,
  DescribeAlarmHistoryCommandInput,
  DescribeAlarmsCommandInput,
  DescribeAlarmsForMetricCommandInput,
  DisableAlarmActionsCommandInput,
  EnableAlarmActionsCommandInput,
  ListTagsForResourceCommandInput,
  PutMetricAlarmCommandInput,
  SetAlarmStateCommandInput,
  TagResourceCommandInput,
  UntagResourceCommandInput,
} from '@aws-sdk/client-cloudwatch';
import { AwsError, notImplemented } from '../../kernel/errors.ts';
import { page } from '../../kernel/page.ts';
import type { Call, Operation } from '../../kernel/service.ts';
import { isComparison, planEvaluation, stopEvaluation } from './alarm-evaluation.ts';
import { changeState } from './alarm-state.ts';
import { type Alarm, alarms, findAlarm, watched } from './alarm-store.ts';
import { metricKey } from './metric-store.ts';

const ALARMS_PER_PAGE_MAX = 100;

export const alarmOperations: Readonly<Record<string, Operation>> = {
  PutMetricAlarm: putMetricAlarm,
  DeleteAlarms: deleteAlarms,
  DescribeAlarms: describeAlarms,
  DescribeAlarmsForMetric: describeAlarmsForMetric,
  DescribeAlarmHistory: describeAlarmHistory,
  SetAlarmState: setAlarmState,
  EnableAlarmActions: (input: EnableAlarmActionsCommandInput, call: Call) => enableActions(input, call, true),
  DisableAlarmActions: (input: DisableAlarmActionsCommandInput, call: Call) => enableActions(input, call, false),
  TagResource: tagResource,
  UntagResource: untagResource,
  ListTagsForResource: listTagsForResource,
};

/** Creates the alarm, or replaces its definition and keeps its state. */
export function putMetricAlarm(input: PutMetricAlarmCommandInput, call: Call) {
  check(input);
  const { kernel } = call;
  const store = alarms(kernel, call);
  const nowMs = kernel.clock.now();
  const name = input.AlarmName!;
  const alarm: Alarm = store.get(name) ?? {
    name,
    arn: `arn:aws:cloudwatch:${call.region}:${call.account}:alarm:${name}`,
    configuredAtMs: nowMs,
    definition: input,
    state: {
      value: 'INSUFFICIENT_DATA',
      reason: 'Unchecked: Initial alarm creation',
      reasonData: undefined,
      atMs: nowMs,
    },
    history: [],
    tags: new Map((input.Tags ?? []).map((tag) => [tag.Key!, tag.Value!])),
  };
  alarm.definition = input;
  alarm.configuredAtMs = nowMs;
  store.set(name, alarm);
  stopEvaluation(alarm, call);
  planEvaluation(alarm, call);
  return {};
}

function check(input: PutMetricAlarmCommandInput): void {
  if (input.Metrics?.some(({ Expression }) => Expression !== undefined) || input.ThresholdMetricId !== undefined) {
    throw notImplemented('monitoring', 'PutMetricAlarm with an expression');
  }
  const refuse = (message: string) => new AwsError('ValidationError', message);
  const { ref, statistic, periodSeconds } = watched(input);
  if (!ref.name || !ref.namespace) throw refuse('Either MetricName and Namespace or Metrics must be specified.');
  if (statistic === undefined) throw refuse('Statistic or ExtendedStatistic must be specified.');
  if (!(periodSeconds === 10 || periodSeconds === 20 || periodSeconds === 30 || periodSeconds % 60 === 0)) {
    throw refuse(`Period ${periodSeconds} is not 10, 20, 30 or a multiple of 60.`);
  }
  if (!isComparison(input.ComparisonOperator!)) {
    throw notImplemented('monitoring', `PutMetricAlarm with ${input.ComparisonOperator}`);
  }
  if ((input.EvaluationPeriods ?? 0) < 1) throw refuse('EvaluationPeriods must be at least 1.');
  if ((input.DatapointsToAlarm ?? 1) > input.EvaluationPeriods!) {
    throw refuse('DatapointsToAlarm must be less than or equal to EvaluationPeriods.');
  }
  if (input.Threshold === undefined) throw refuse('Threshold must be specified.');
}

export function deleteAlarms(input: DeleteAlarmsCommandInput, call: Call) {
  for (const name of input.AlarmNames ?? []) findAlarm(name, call);
  for (const name of input.AlarmNames ?? []) {
    stopEvaluation(findAlarm(name, call), call);
    alarms(call.kernel, call).delete(name);
  }
  return {};
}

function describeAlarms(input: DescribeAlarmsCommandInput, call: Call) {
  const isWanted = input.AlarmTypes === undefined || input.AlarmTypes.includes('MetricAlarm');
  const found = [...alarms(call.kernel, call).values()]
    .filter(({ name }) => isWanted && (input.AlarmNames?.includes(name) ?? true))
    .filter(({ name }) => name.startsWith(input.AlarmNamePrefix ?? ''))
    .filter(({ state }) => (input.StateValue ?? state.value) === state.value);
  const limit = input.MaxRecords ?? ALARMS_PER_PAGE_MAX;
  const { items, nextToken } = page(found, { limit, token: input.NextToken, errorCode: 'InvalidNextToken' });
  return { MetricAlarms: items.map(view), CompositeAlarms: [], NextToken: nextToken };
}

function describeAlarmsForMetric(input: DescribeAlarmsForMetricCommandInput, call: Call) {
  const key = metricKey({ namespace: input.Namespace!, name: input.MetricName!, dimensions: input.Dimensions ?? [] });
  const found = [...alarms(call.kernel, call).values()].filter(
    ({ definition }) => metricKey(watched(definition).ref) === key,
  );
  return { MetricAlarms: found.map(view) };
}

function describeAlarmHistory(input: DescribeAlarmHistoryCommandInput, call: Call) {
  const found = [...alarms(call.kernel, call).values()].filter(({ name }) => (input.AlarmName ?? name) === name);
  return {
    AlarmHistoryItems: found.flatMap(({ name, history }) =>
      history.map(({ atMs, summary, data }) => ({
        AlarmName: name,
        AlarmType: 'MetricAlarm',
        Timestamp: new Date(atMs),
        HistoryItemType: 'StateUpdate',
        HistorySummary: summary,
        HistoryData: data,
      })),
    ),
  };
}

/** The state lasts until the next evaluation, as on AWS. */
export function setAlarmState(input: SetAlarmStateCommandInput, call: Call) {
  const alarm = findAlarm(input.AlarmName!, call);
  const next = { value: input.StateValue!, reason: input.StateReason!, reasonData: input.StateReasonData };
  if (next.value !== alarm.state.value) changeState(alarm, next, call);
  return {};
}

function enableActions(input: EnableAlarmActionsCommandInput, call: Call, isEnabled: boolean) {
  for (const name of input.AlarmNames ?? []) {
    const alarm = alarms(call.kernel, call).get(name);
    if (alarm !== undefined) alarm.definition = { ...alarm.definition, ActionsEnabled: isEnabled };
  }
  return {};
}

function tagResource(input: TagResourceCommandInput, call: Call) {
  const { tags } = findAlarm(nameOf(input.ResourceARN!), call);
  for (const tag of input.Tags ?? []) tags.set(tag.Key!, tag.Value!);
  return {};
}

function untagResource(input: UntagResourceCommandInput, call: Call) {
  const { tags } = findAlarm(nameOf(input.ResourceARN!), call);
  for (const key of input.TagKeys ?? []) tags.delete(key);
  return {};
}

function listTagsForResource(input: ListTagsForResourceCommandInput, call: Call) {
  return { Tags: [...findAlarm(nameOf(input.ResourceARN!), call).tags].map(([Key, Value]) => ({ Key, Value })) };
}

function nameOf(arn: string): string {
  return arn.split(':').slice(6).join(':');
}

function view(alarm: Alarm) {
  const { Tags: _tags, ...definition } = alarm.definition;
  return {
    ...definition,
    AlarmArn: alarm.arn,
    AlarmConfigurationUpdatedTimestamp: new Date(alarm.configuredAtMs),
    ActionsEnabled: definition.ActionsEnabled ?? true,
    OKActions: definition.OKActions ?? [],
    AlarmActions: definition.AlarmActions ?? [],
    InsufficientDataActions: definition.InsufficientDataActions ?? [],
    Dimensions: definition.Dimensions ?? [],
    StateValue: alarm.state.value,
    StateReason: alarm.state.reason,
    StateReasonData: alarm.state.reasonData,
    StateUpdatedTimestamp: new Date(alarm.state.atMs),
    StateTransitionedTimestamp: new Date(alarm.state.atMs),
  };
}
