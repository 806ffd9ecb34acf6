import { AwsError } from '../../../kernel/errors.ts';
import { type ElbCall, elbStore, type LoadBalancer, type TargetGroup } from '../store.ts';

const PERIOD_SECONDS = 60;

interface Counted {
  readonly group: TargetGroup;
  readonly loadBalancer: LoadBalancer;
  /** Undefined when the target did not answer. */
  readonly status: number | undefined;
  readonly seconds: number | undefined;
}

interface Minute {
  /** `app/<name>/<id>` and `targetgroup/<name>/<id>`: the dimensions. */
  readonly loadBalancer: string;
  readonly targetGroup: string;
  requests: number;
  unanswered: number;
  readonly responses: Map<string, number>;
  /** A minute may have more response times than a call may carry, so PutMetricData gets their statistic set. */
  readonly times: { SampleCount: number; Sum: number; Minimum: number; Maximum: number };
}

/** Counts a request for CloudWatch; the metrics of a minute with traffic are put when it is over. */
export function countRequest(counted: Counted, call: ElbCall): void {
  const minutes = minutesOf(call);
  const { group, loadBalancer } = counted;
  let minute = minutes.get(group.arn);
  if (minute === undefined) {
    minute = {
      loadBalancer: loadBalancer.fullName,
      targetGroup: group.fullName,
      requests: 0,
      unanswered: 0,
      responses: new Map(),
      times: { SampleCount: 0, Sum: 0, Minimum: Infinity, Maximum: 0 },
    };
    minutes.set(group.arn, minute);
    const { kernel, account, region } = call;
    kernel.timers.set(
      { service: 'elasticloadbalancing', name: 'minute', key: group.arn, account, region },
      PERIOD_SECONDS,
    );
  }
  minute.requests++;
  if (counted.status === undefined) minute.unanswered++;
  else {
    const family = `HTTPCode_Target_${Math.floor(counted.status / 100)}XX_Count`;
    minute.responses.set(family, (minute.responses.get(family) ?? 0) + 1);
  }
  if (counted.seconds !== undefined) addTime(minute, counted.seconds);
}

/** A minute of a target group's traffic is over. */
export function minuteIsOver(groupArn: string, call: ElbCall): void {
  const minute = minutesOf(call).get(groupArn);
  if (minute === undefined) return;
  minutesOf(call).delete(groupArn);
  call.kernel.background(putMinute(minute, groupArn, call));
}

/** By the target group's ARN. */
function minutesOf({ kernel, account, region }: ElbCall): Map<string, Minute> {
  return kernel.store('elasticloadbalancing-minutes', { account, region }, () => new Map<string, Minute>());
}

function addTime({ times }: Minute, seconds: number): void {
  times.SampleCount++;
  times.Sum += seconds;
  times.Minimum = Math.min(times.Minimum, seconds);
  times.Maximum = Math.max(times.Maximum, seconds);
}

async function putMinute(minute: Minute, groupArn: string, call: ElbCall): Promise<void> {
  const ofBalancer = { Name: 'LoadBalancer', Value: minute.loadBalancer };
  const Dimensions = [{ Name: 'TargetGroup', Value: minute.targetGroup }, ofBalancer];
  const Timestamp = new Date(call.kernel.clock.now());
  const states = [...(elbStore(call).targetGroups.get(groupArn)?.targets.values() ?? [])].map(({ state }) => state);
  const counts: [string, number][] = [
    ['RequestCount', minute.requests],
    ['HealthyHostCount', states.filter((state) => state === 'healthy').length],
    ['UnHealthyHostCount', states.filter((state) => state === 'unhealthy').length],
    ['HTTPCode_Target_5XX_Count', 0],
    ...minute.responses,
  ];
  const data = [...new Map(counts)].map(([MetricName, Value]) => ({
    MetricName,
    Dimensions,
    Timestamp,
    Unit: 'Count',
    Value,
  }));
  const ofWholeBalancer = {
    MetricName: 'HTTPCode_ELB_5XX_Count',
    Dimensions: [ofBalancer],
    Timestamp,
    Unit: 'Count',
    Value: minute.unanswered,
  };
  const times = {
    MetricName: 'TargetResponseTime',
    Dimensions,
    Timestamp,
    Unit: 'Seconds',
    StatisticValues: minute.times,
  };
  const MetricData = [...data, ofWholeBalancer, ...(minute.times.SampleCount > 0 ? [times] : [])];
  try {
    await call.kernel.invoke('monitoring', 'PutMetricData', { Namespace: 'AWS/ApplicationELB', MetricData }, call);
  } catch (error) {
    // Without CloudWatch the metrics are discarded.
    if (!(error instanceof AwsError && error.code === 'NotImplemented')) throw error;
  }
}
