import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import type { MetricTransformation } from '@aws-sdk/client-cloudwatch-logs';
import type { Call } from '../../kernel/service.ts';
import { filterPattern } from './filter-pattern.ts';
import type { LogGroup, MetricFilterDocument } from './logs-store.ts';

interface LogLine {
  readonly timestamp?: number | undefined;
  readonly message?: string | undefined;
}

/** Puts the metric data of a group's metric filters for new events: a datum for each match, else the default value. */
export function countMatches(group: LogGroup, lines: readonly LogLine[], call: Call): void {
  for (const filter of group.metricFilters.values()) {
    const matches = filterPattern(String(filter.filterPattern ?? ''));
    const matching = lines.filter(({ message = '' }) => matches(message));
    for (const transformation of transformationsOf(filter)) {
      const MetricData = dataOf(transformation, { matching, lines });
      if (MetricData.length === 0) continue;
      const input = { Namespace: transformation.metricNamespace, MetricData };
      call.kernel.background(call.kernel.invoke('monitoring', 'PutMetricData', input, call));
    }
  }
}

function transformationsOf(filter: MetricFilterDocument): readonly MetricTransformation[] {
  return (filter.metricTransformations ?? []) as readonly MetricTransformation[];
}

interface Lines {
  readonly matching: readonly LogLine[];
  readonly lines: readonly LogLine[];
}

function dataOf(transformation: MetricTransformation, { matching, lines }: Lines): MetricDatum[] {
  const { metricName: MetricName, metricValue = '', defaultValue, unit, dimensions = {} } = transformation;
  const datum = (line: LogLine | undefined, Value: number): MetricDatum => ({
    MetricName,
    Value,
    Timestamp: new Date(line?.timestamp ?? 0),
    ...(unit !== undefined && { Unit: unit }),
    Dimensions: Object.entries(dimensions).flatMap(([Name, source]) => {
      const found = fieldOf(line, source);
      return found === undefined ? [] : [{ Name, Value: String(found) }];
    }),
  });
  if (matching.length === 0) return defaultValue === undefined ? [] : [datum(lines.at(-1), defaultValue)];
  return matching.flatMap((line) => {
    const value = metricValue.startsWith('$') ? Number(fieldOf(line, metricValue)) : Number(metricValue);
    return Number.isNaN(value) ? [] : [datum(line, value)];
  });
}

/** `$.path.to.field` of a line that is a JSON object. */
function fieldOf(line: LogLine | undefined, source: string): unknown {
  try {
    const steps = source.replace(/^\$\.?/, '').split('.');
    return steps.reduce<unknown>(
      (value, step) => (value as Record<string, unknown>)?.[step],
      JSON.parse(line?.message ?? ''),
    );
  } catch {
    return undefined;
  }
}
