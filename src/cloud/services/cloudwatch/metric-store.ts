import type { Dimension } from '@aws-sdk/client-cloudwatch';
import type { AccountRegion, Kernel } from '../../kernel/service.ts';

/** One sample or a statistic set. */
export interface Datapoint {
  readonly atMs: number;
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  /** Values and their counts; empty for a statistic set. */
  readonly values: readonly (readonly [value: number, count: number])[];
}

export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly Dimension[];
  datapoints: Datapoint[];
}

export interface MetricRef {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly Dimension[];
}

/** Enough for a day of one-second samples; the oldest go first. */
const DATAPOINTS_PER_METRIC_MAX = 86_400;

export function metrics(kernel: Kernel, accountRegion: AccountRegion): Map<string, Metric> {
  return kernel.store('monitoring metrics', accountRegion, () => new Map<string, Metric>());
}

/** Equal for the same namespace, name and dimensions, in any order. */
export function metricKey({ namespace, name, dimensions }: MetricRef): string {
  const sorted = dimensions.map(({ Name, Value }) => [Name, Value]).sort(([one], [other]) => (one! < other! ? -1 : 1));
  return JSON.stringify([namespace, name, sorted]);
}

export function addDatapoint(store: Map<string, Metric>, ref: MetricRef, datapoint: Datapoint): void {
  const key = metricKey(ref);
  const metric = store.get(key) ?? { ...ref, datapoints: [] };
  store.set(key, metric);
  metric.datapoints.push(datapoint);
  if (metric.datapoints.length > DATAPOINTS_PER_METRIC_MAX) metric.datapoints.shift();
}

export function between(metric: Metric | undefined, fromMs: number, toMs: number): Datapoint[] {
  return (metric?.datapoints ?? []).filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
}

/**
 * Sum, Average, Minimum, Maximum, SampleCount or a percentile `p99`; undefined without data, or for an unknown
 * statistic.
 */
export function statistic(datapoints: readonly Datapoint[], name: string): number | undefined {
  const count = datapoints.reduce((total, point) => total + point.count, 0);
  if (count === 0) return undefined;
  const sum = datapoints.reduce((total, point) => total + point.sum, 0);
  switch (name) {
    case 'SampleCount':
      return count;
    case 'Sum':
      return sum;
    case 'Average':
      return sum / count;
    case 'Minimum':
      return Math.min(...datapoints.map(({ min }) => min));
    case 'Maximum':
      return Math.max(...datapoints.map(({ max }) => max));
    default:
      return percentile(datapoints, name);
  }
}

function percentile(datapoints: readonly Datapoint[], name: string): number | undefined {
  const [, percent] = /^p(\d{1,2}(?:\.\d+)?|100)$/.exec(name) ?? [];
  if (percent === undefined) return undefined;
  const values = datapoints.flatMap((point) => point.values).sort(([one], [other]) => one - other);
  const total = values.reduce((sum, [, count]) => sum + count, 0);
  const rank = (Number(percent) / 100) * total;
  let seen = 0;
  return values.find(([, count]) => {
    seen += count;
    return seen >= rank;
  })?.[0];
}
