import { AwsError } from '../../../kernel/errors.ts';
import { type ElbCall, elbStore, type LoadBalancer, type TargetGroup } from '../store.ts';

const PERIOD_SECONDS = 60;

interface Counted {
  readonly group: TargetGroup;
  readonly loadBalancer: LoadBalancer;
  /** What the target answered, and after how many seconds. */
  readonly status?: number;
  readonly seconds?: number;
  /** What the load balancer answered instead. */
  readonly elbStatus?: number;
}

interface Minute {
  /** `app/<name>/<id>` and `targetgroup/<name>/<id>`: the dimensions. */
  readonly loadBalancer: string;
  /** The target group that the request was forwarded to; absent when the load balancer answered it itself. */
  readonly targetGroup: string | undefined;
  requests: number;
  readonly responses: Map<string, number>;
  /** Answers of the load balancer itself, by the metric's name. */
  readonly ownResponses: Map<string, number>;
  /** A minute may have more response times than a call may carry, so PutMetricData gets their statistic set. */
  readonly times: { SampleCount: number; Sum: number; Minimum: number; Maximum: number };
}

/** Counts a request for CloudWatch; the metrics of a minute with traffic are put when it is over. */
export function countRequest({ group, loadBalancer, status, seconds, elbStatus }: Counted, call: ElbCall): void {
  const minute = minuteOf(group.arn, { loadBalancer, group }, call);
  minute.requests++;
  if (status !== undefined) increment(minute.responses, `HTTPCode_Target_${Math.floor(status / 100)}XX_Count`);
  if (seconds !== undefined) addTime(minute, seconds);
  if (elbStatus !== undefined) countOwn(minute, elbStatus);
}

/** Counts a request that the load balancer could not send to any target. */
export function countRefused(loadBalancer: LoadBalancer, elbStatus: number, call: ElbCall): void {
  countOwn(minuteOf(loadBalancer.arn, { loadBalancer }, call), elbStatus);
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html */
function countOwn({ ownResponses }: Minute, status: number): void {
  increment(ownResponses, `HTTPCode_ELB_${Math.floor(status / 100)}XX_Count`);
  if (status >= 500) increment(ownResponses, `HTTPCode_ELB_${status}_Count`);
}

function increment(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function minuteOf(
  key: string,
  { loadBalancer, group }: { loadBalancer: LoadBalancer; group?: TargetGroup },
  call: ElbCall,
): Minute {
  const minutes = minutesOf(call);
  let minute = minutes.get(key);
  if (minute === undefined) {
    minute = {
      loadBalancer: loadBalancer.fullName,
      targetGroup: group?.fullName,
      requests: 0,
      responses: new Map(),
      ownResponses: new Map(),
      times: { SampleCount: 0, Sum: 0, Minimum: Infinity, Maximum: 0 },
    };
    minutes.set(key, minute);
    const { kernel, account, region } = call;
    kernel.timers.set({ service: 'elasticloadbalancing', name: 'minute', key, account, region }, PERIOD_SECONDS);
  }
  return minute;
}

/** A minute with traffic is over: of a target group, or of what a load balancer refused. */
export function minuteIsOver(key: string, call: ElbCall): void {
  const minute = minutesOf(call).get(key);
  if (minute === undefined) return;
  minutesOf(call).delete(key);
  call.kernel.background(putMinute(minute, key, call));
}

/** By the ARN of the target group or the load balancer. */
function minutesOf({ kernel, account, region }: ElbCall): Map<string, Minute> {
  return kernel.store('elasticloadbalancing-minutes', { account, region }, () => new Map<string, Minute>());
}

function addTime({ times }: Minute, seconds: number): void {
  times.SampleCount++;
  times.Sum += seconds;
  times.Minimum = Math.min(times.Minimum, seconds);
  times.Maximum = Math.max(times.Maximum, seconds);
}

async function putMinute(minute: Minute, key: string, call: ElbCall): Promise<void> {
  const ofBalancer = { Name: 'LoadBalancer', Value: minute.loadBalancer };
  const Timestamp = new Date(call.kernel.clock.now());
  const counts = (Dimensions: object[], values: Iterable<[string, number]>) =>
    [...values].map(([MetricName, Value]) => ({ MetricName, Dimensions, Timestamp, Unit: 'Count', Value }));
  const own = new Map([['HTTPCode_ELB_5XX_Count', 0], ...minute.ownResponses]);
  const ofGroup =
    minute.targetGroup === undefined ? undefined : [{ Name: 'TargetGroup', Value: minute.targetGroup }, ofBalancer];
  const times = ofGroup && {
    MetricName: 'TargetResponseTime',
    Dimensions: ofGroup,
    Timestamp,
    Unit: 'Seconds',
    StatisticValues: minute.times,
  };
  const MetricData = [
    ...(ofGroup === undefined ? [] : counts(ofGroup, groupCounts(minute, key, call))),
    ...counts([ofBalancer], own),
    ...(times !== undefined && minute.times.SampleCount > 0 ? [times] : []),
  ];
  try {
    await call.kernel.invoke('monitoring', 'PutMetricData', { Namespace: 'AWS/ApplicationELB', MetricData }, call);
  } catch (error) {
    // Without CloudWatch the metrics are discarded.
    if (!(error instanceof AwsError && error.code === 'NotImplemented')) throw error;
  }
}

function groupCounts(minute: Minute, groupArn: string, call: ElbCall): Map<string, number> {
  const states = [...(elbStore(call).targetGroups.get(groupArn)?.targets.values() ?? [])].map(({ state }) => state);
  return new Map([
    ['RequestCount', minute.requests],
    ['HealthyHostCount', states.filter((state) => state === 'healthy').length],
    ['UnHealthyHostCount', states.filter((state) => state === 'unhealthy').length],
    ['HTTPCode_Target_5XX_Count', 0],
    ...minute.responses,
  ]);
}
