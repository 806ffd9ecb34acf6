import { notImplemented } from '../../kernel/errors.ts';
import type { AccountRegion, Kernel } from '../../kernel/service.ts';
import { type Alarm, type AlarmState, watched } from './alarm-store.ts';

type Where = AccountRegion & { readonly kernel: Kernel };

/** Sets the alarm's state: writes history, publishes the event, runs the actions. */
export function changeState(alarm: Alarm, next: Omit<AlarmState, 'atMs'>, where: Where): void {
  const { kernel, account, region } = where;
  const previous = alarm.state;
  alarm.state = { ...next, atMs: kernel.clock.now() };
  const summary = `Alarm updated from ${previous.value} to ${next.value}`;
  alarm.history.unshift({
    atMs: alarm.state.atMs,
    summary,
    data: JSON.stringify({ newState: alarm.state, oldState: previous }),
  });
  const detail = {
    alarmName: alarm.name,
    state: stateDetail(alarm.state),
    previousState: stateDetail(previous),
    configuration: configuration(alarm),
  };
  const accountRegion = { account, region };
  kernel.publish(
    { source: 'aws.cloudwatch', detailType: 'CloudWatch Alarm State Change', resources: [alarm.arn], detail },
    accountRegion,
  );
  if (alarm.definition.ActionsEnabled === false) return;
  for (const action of actionsOf(alarm)) kernel.background(act(action, { alarm, previous }, where));
}

function stateDetail({ value, reason, reasonData, atMs }: AlarmState) {
  const timestamp = new Date(atMs).toISOString().replace('Z', '+0000');
  return { value, reason, ...(reasonData !== undefined && { reasonData }), timestamp };
}

function configuration({ definition }: Alarm) {
  const { ref, statistic, periodSeconds } = watched(definition);
  const dimensions = Object.fromEntries(ref.dimensions.map(({ Name, Value }) => [Name, Value]));
  const metric = { namespace: ref.namespace, name: ref.name, dimensions };
  return {
    ...(definition.AlarmDescription !== undefined && { description: definition.AlarmDescription }),
    metrics: [{ id: 'm1', metricStat: { metric, period: periodSeconds, stat: statistic }, returnData: true }],
  };
}

function actionsOf({ definition, state }: Alarm): readonly string[] {
  if (state.value === 'ALARM') return definition.AlarmActions ?? [];
  return (state.value === 'OK' ? definition.OKActions : definition.InsufficientDataActions) ?? [];
}

async function act(
  action: string,
  { alarm, previous }: { alarm: Alarm; previous: AlarmState },
  where: Where,
): Promise<void> {
  const { kernel, account, region } = where;
  const service = action.split(':')[2];
  if (service === 'sns') {
    const Message = JSON.stringify(notification({ alarm, previous }, where));
    const Subject = `${alarm.state.value}: "${alarm.name}" in ${region}`.slice(0, 100);
    await kernel.invoke('sns', 'Publish', { TopicArn: action, Subject, Message }, { account, region });
  } else if (service === 'lambda') {
    const event = {
      source: 'aws.cloudwatch',
      alarmArn: alarm.arn,
      accountId: account,
      region,
      alarmData: alarmData(alarm, previous),
    };
    const input = { FunctionName: action, InvocationType: 'Event', Payload: Buffer.from(JSON.stringify(event)) };
    await kernel.invoke('lambda', 'Invoke', input, { account, region });
  } else {
    throw notImplemented('monitoring', `an alarm action in ${service}`);
  }
}

function alarmData(alarm: Alarm, previous: AlarmState) {
  const { state } = alarm;
  return {
    alarmName: alarm.name,
    state: stateDetail(state),
    previousState: stateDetail(previous),
    configuration: configuration(alarm),
  };
}

function notification({ alarm, previous }: { alarm: Alarm; previous: AlarmState }, { account, region }: AccountRegion) {
  const { definition, state } = alarm;
  const { ref, statistic, periodSeconds } = watched(definition);
  return {
    AlarmName: alarm.name,
    AlarmDescription: definition.AlarmDescription ?? null,
    AWSAccountId: account,
    NewStateValue: state.value,
    NewStateReason: state.reason,
    StateChangeTime: new Date(state.atMs).toISOString().replace('Z', '+0000'),
    Region: region,
    AlarmArn: alarm.arn,
    OldStateValue: previous.value,
    Trigger: {
      MetricName: ref.name,
      Namespace: ref.namespace,
      Statistic: statistic.toUpperCase(),
      Dimensions: ref.dimensions.map(({ Name, Value }) => ({ name: Name, value: Value })),
      Period: periodSeconds,
      EvaluationPeriods: definition.EvaluationPeriods,
      ComparisonOperator: definition.ComparisonOperator,
      Threshold: definition.Threshold,
      TreatMissingData: definition.TreatMissingData ?? 'missing',
    },
  };
}
