import type { PutMetricAlarmCommandInput, StateValue } from '@aws-sdk/client-cloudwatch';
import type { AccountRegion, Kernel } from '../../kernel/service.ts';
import type { TimerName } from '../../kernel/timers.ts';
import { changeState } from './alarm-state.ts';
import { type Alarm, alarms, watched } from './alarm-store.ts';
import { between, metricKey, metrics, statistic } from './metric-store.ts';

type Where = AccountRegion & { readonly kernel: Kernel };

const EVALUATION_SECONDS = 60;

const COMPARISONS: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

export function isComparison(operator: string): boolean {
  return operator in COMPARISONS;
}

/** New data starts the evaluation of the alarms on that metric. */
export function watchMetric(key: string, where: Where): void {
  for (const alarm of alarms(where.kernel, where).values()) {
    if (metricKey(watched(alarm.definition).ref) === key) planEvaluation(alarm, where);
  }
}

/**
 * Evaluates an alarm at the next full minute (or period, when that is shorter), and repeats while its metric has
 * data in the evaluation window; without data the state no longer changes.
 */
export function planEvaluation(alarm: Alarm, where: Where): void {
  const { clock, timers } = where.kernel;
  const timer = evaluationTimer(alarm, where);
  if (timers.isSet(timer)) return;
  const tickMs = Math.min(EVALUATION_SECONDS, watched(alarm.definition).periodSeconds) * 1000;
  const nextMs = (Math.floor(clock.now() / tickMs) + 1) * tickMs;
  timers.set(timer, (nextMs - clock.now()) / 1000);
}

export function stopEvaluation(alarm: Alarm, where: Where): void {
  where.kernel.timers.cancel(evaluationTimer(alarm, where));
}

function evaluationTimer({ name }: Alarm, { account, region }: Where): TimerName {
  return { service: 'monitoring', name: 'evaluate', key: name, account, region };
}

export function evaluateByName(name: string, where: Where): void {
  const alarm = alarms(where.kernel, where).get(name);
  if (alarm !== undefined && evaluate(alarm, where)) planEvaluation(alarm, where);
}

/** Answers whether there was data. */
function evaluate(alarm: Alarm, where: Where): boolean {
  const { definition } = alarm;
  const { ref, statistic: name, periodSeconds } = watched(definition);
  const metric = metrics(where.kernel, where).get(metricKey(ref));
  const periodsMax = definition.EvaluationPeriods!;
  const endMs = where.kernel.clock.now();
  const values = Array.from({ length: periodsMax }, (_, index) => {
    const untilMs = endMs - index * periodSeconds * 1000;
    return statistic(between(metric, untilMs - periodSeconds * 1000, untilMs), name);
  });
  const verdict = judge(values, definition);
  if (verdict !== undefined && verdict !== alarm.state.value) {
    changeState(alarm, { value: verdict, ...reasonOf(verdict, values, definition) }, where);
  }
  return values.some((value) => value !== undefined);
}

function judge(
  values: readonly (number | undefined)[],
  definition: PutMetricAlarmCommandInput,
): StateValue | undefined {
  const breaches = COMPARISONS[definition.ComparisonOperator!]!;
  const wanted = definition.DatapointsToAlarm ?? definition.EvaluationPeriods!;
  const missing = definition.TreatMissingData ?? 'missing';
  const isAllMissing = values.every((value) => value === undefined);
  if (isAllMissing && missing === 'ignore') return undefined;
  if (isAllMissing && missing === 'missing') return 'INSUFFICIENT_DATA';
  const breaching = values.filter((value) =>
    value === undefined ? missing === 'breaching' : breaches(value, definition.Threshold!),
  );
  return breaching.length >= wanted ? 'ALARM' : 'OK';
}

function reasonOf(
  verdict: StateValue,
  values: readonly (number | undefined)[],
  definition: PutMetricAlarmCommandInput,
) {
  const present = values.filter((value) => value !== undefined);
  const relation = definition.ComparisonOperator!.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  const reason =
    verdict === 'INSUFFICIENT_DATA'
      ? 'Insufficient Data'
      : `Threshold Crossed: ${present.length} datapoint(s) [${present.join(', ')}] against ${relation} (${definition.Threshold}).`;
  const reasonData = JSON.stringify({
    version: '1.0',
    statistic: definition.Statistic,
    period: definition.Period,
    recentDatapoints: present,
    threshold: definition.Threshold,
  });
  return { reason, reasonData };
}
