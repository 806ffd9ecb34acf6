import type { PutMetricAlarmCommandInput, StateValue } from '@aws-sdk/client-cloudwatch';
import { AwsError } from '../../kernel/errors.ts';
import type { AccountRegion, Call, Kernel } from '../../kernel/service.ts';

export interface AlarmState {
  readonly value: StateValue;
  readonly reason: string;
  readonly reasonData: string | undefined;
  readonly atMs: number;
}

export interface Alarm {
  readonly name: string;
  readonly arn: string;
  configuredAtMs: number;
  definition: PutMetricAlarmCommandInput;
  state: AlarmState;
  readonly history: { readonly atMs: number; readonly summary: string; readonly data: string }[];
  tags: Map<string, string>;
}

export function alarms(kernel: Kernel, accountRegion: AccountRegion): Map<string, Alarm> {
  return kernel.store('monitoring', accountRegion, () => new Map<string, Alarm>());
}

export function findAlarm(name: string, call: Call): Alarm {
  const alarm = alarms(call.kernel, call).get(name);
  if (alarm === undefined) throw new AwsError('ResourceNotFound', `Unknown alarm ${name}`, 404);
  return alarm;
}

/** What an alarm evaluates: one metric, its statistic and period. */
export function watched(definition: PutMetricAlarmCommandInput) {
  const query = definition.Metrics?.find(({ MetricStat }) => MetricStat !== undefined)?.MetricStat;
  return {
    ref: {
      namespace: query?.Metric?.Namespace ?? definition.Namespace!,
      name: query?.Metric?.MetricName ?? definition.MetricName!,
      dimensions: query?.Metric?.Dimensions ?? definition.Dimensions ?? [],
    },
    statistic: query?.Stat ?? definition.Statistic ?? definition.ExtendedStatistic!,
    periodSeconds: query?.Period ?? definition.Period!,
  };
}
