import type {
  Dimension,
  GetMetricDataCommandInput,
  GetMetricStatisticsCommandInput,
  ListMetricsCommandInput,
  MetricDataQuery,
  MetricDatum,
  PutMetricDataCommandInput,
} from '@aws-sdk/client-cloudwatch';
import { AwsError, notImplemented } from '../../kernel/errors.ts';
import { page } from '../../kernel/page.ts';
import type { Call, Operation } from '../../kernel/service.ts';
import { watchMetric } from './alarm-evaluation.ts';
import { addDatapoint, between, type Datapoint, type Metric, metricKey, metrics, statistic } from './metric-store.ts';

const METRICS_PER_PAGE_MAX = 500;
const DATUMS_MAX = 1000;
const DATAPOINTS_MAX = 1440;

export const metricDataOperations: Readonly<Record<string, Operation>> = {
  PutMetricData: putMetricData,
  GetMetricStatistics: getMetricStatistics,
  GetMetricData: getMetricData,
  ListMetrics: listMetrics,
};

export function putMetricData(input: PutMetricDataCommandInput, call: Call) {
  const data = input.MetricData ?? [];
  if (data.length > DATUMS_MAX)
    throw invalid(`The collection MetricData must not have a size greater than ${DATUMS_MAX}.`);
  const datapoints = data.map((datum) => datapointOf(datum, call));
  const store = metrics(call.kernel, call);
  for (const [index, datum] of data.entries()) {
    const ref = { namespace: input.Namespace!, name: datum.MetricName!, dimensions: datum.Dimensions ?? [] };
    addDatapoint(store, ref, datapoints[index]!);
    watchMetric(metricKey(ref), call);
  }
  return {};
}

function datapointOf(datum: MetricDatum, call: Call): Datapoint {
  const atMs = datum.Timestamp?.getTime() ?? call.kernel.clock.now();
  const set = datum.StatisticValues;
  if (set !== undefined) {
    return { atMs, count: set.SampleCount!, sum: set.Sum!, min: set.Minimum!, max: set.Maximum!, values: [] };
  }
  const numbers = datum.Values ?? (datum.Value === undefined ? [] : [datum.Value]);
  const counts = datum.Counts ?? numbers.map(() => 1);
  if (numbers.length === 0 || counts.length !== numbers.length) {
    throw invalid('Each datum has Value, StatisticValues, or as many Counts as Values.');
  }
  const values = numbers.map((value, index) => [value, counts[index]!] as const);
  return {
    atMs,
    count: counts.reduce((sum, count) => sum + count, 0),
    sum: values.reduce((sum, [value, count]) => sum + value * count, 0),
    min: Math.min(...numbers),
    max: Math.max(...numbers),
    values,
  };
}

function getMetricStatistics(input: GetMetricStatisticsCommandInput, call: Call) {
  const wanted = [...(input.Statistics ?? []), ...(input.ExtendedStatistics ?? [])];
  if (wanted.length === 0) throw new AwsError('MissingParameter', 'Must specify Statistics or ExtendedStatistics.');
  const ref = { namespace: input.Namespace!, name: input.MetricName!, dimensions: input.Dimensions ?? [] };
  const metric = metrics(call.kernel, call).get(metricKey(ref));
  const range = { startMs: input.StartTime!.getTime(), endMs: input.EndTime!.getTime(), periodSeconds: input.Period! };
  const Datapoints = periods(metric, range).map(({ startMs, datapoints }) => ({
    Timestamp: new Date(startMs),
    Unit: 'None',
    ...Object.fromEntries((input.Statistics ?? []).map((name) => [name, statistic(datapoints, name)])),
    ...(input.ExtendedStatistics && {
      ExtendedStatistics: Object.fromEntries(
        input.ExtendedStatistics.map((name) => [name, statistic(datapoints, name)]),
      ),
    }),
  }));
  return { Label: input.MetricName, Datapoints };
}

function getMetricData(input: GetMetricDataCommandInput, call: Call) {
  const range = { startMs: input.StartTime!.getTime(), endMs: input.EndTime!.getTime() };
  const queries = (input.MetricDataQueries ?? []).filter(({ ReturnData }) => ReturnData !== false);
  return {
    MetricDataResults: queries.map((query) => queryResult(query, { ...range, order: input.ScanBy }, call)),
    Messages: [],
  };
}

function queryResult(
  query: MetricDataQuery,
  range: { startMs: number; endMs: number; order: string | undefined },
  call: Call,
) {
  const stat = query.MetricStat;
  if (stat === undefined) throw notImplemented('monitoring', 'GetMetricData with an expression');
  const { Namespace, MetricName, Dimensions } = stat.Metric!;
  const key = metricKey({ namespace: Namespace!, name: MetricName!, dimensions: Dimensions ?? [] });
  const found = periods(metrics(call.kernel, call).get(key), { ...range, periodSeconds: stat.Period! });
  if (range.order !== 'TimestampAscending') found.reverse();
  return {
    Id: query.Id,
    Label: query.Label ?? MetricName,
    StatusCode: 'Complete',
    Timestamps: found.map(({ startMs }) => new Date(startMs)),
    Values: found.map(({ datapoints }) => statistic(datapoints, stat.Stat!) ?? 0),
  };
}

/** The periods that have data, oldest first; each begins at a multiple of the period. */
function periods(metric: Metric | undefined, range: { startMs: number; endMs: number; periodSeconds: number }) {
  const periodMs = range.periodSeconds * 1000;
  const firstMs = Math.floor(range.startMs / periodMs) * periodMs;
  if ((range.endMs - firstMs) / periodMs > DATAPOINTS_MAX * 70) {
    throw invalid('You have requested more datapoints than the limit; reduce the range or raise the Period.');
  }
  const byStart = new Map<number, Datapoint[]>();
  for (const datapoint of between(metric, firstMs, range.endMs)) {
    const startMs = Math.floor(datapoint.atMs / periodMs) * periodMs;
    byStart.set(startMs, [...(byStart.get(startMs) ?? []), datapoint]);
  }
  return [...byStart].sort(([one], [other]) => one - other).map(([startMs, datapoints]) => ({ startMs, datapoints }));
}

function listMetrics(input: ListMetricsCommandInput, call: Call) {
  const found = [...metrics(call.kernel, call).values()].filter(
    (metric) =>
      (input.Namespace ?? metric.namespace) === metric.namespace &&
      (input.MetricName ?? metric.name) === metric.name &&
      (input.Dimensions ?? []).every((filter) => hasDimension(metric.dimensions, filter)),
  );
  const { items, nextToken } = page(found, { limit: METRICS_PER_PAGE_MAX, token: input.NextToken });
  return {
    Metrics: items.map(({ namespace, name, dimensions }) => ({
      Namespace: namespace,
      MetricName: name,
      Dimensions: dimensions,
    })),
    NextToken: nextToken,
  };
}

function hasDimension(
  dimensions: readonly Dimension[],
  filter: { Name?: string | undefined; Value?: string | undefined },
) {
  return dimensions.some(({ Name, Value }) => Name === filter.Name && (filter.Value ?? Value) === Value);
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValue', message);
}
