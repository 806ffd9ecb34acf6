import { AwsError } from '../../kernel/errors.ts';
import { scheduleExpression } from '../../kernel/schedule-expression.ts';
import type { AccountRegion, Kernel } from '../../kernel/service.ts';
import type { TimerName } from '../../kernel/timers.ts';
import { type EventBus, eventBuses, type Rule } from './event-bus-store.ts';
import { runRule } from './routing.ts';

/** Refuses expressions other than rate() and cron(), and every schedule on a custom bus. */
export function checkSchedule(expression: string, bus: EventBus): void {
  if (bus.name !== 'default') {
    throw new AwsError('ValidationException', 'ScheduleExpression is supported only on the default event bus.');
  }
  try {
    if (expression.startsWith('at(')) throw new Error('at() is for EventBridge Scheduler');
    scheduleExpression(expression, 0);
  } catch {
    throw new AwsError('ValidationException', 'Parameter ScheduleExpression is not valid.');
  }
}

type Where = AccountRegion & { readonly kernel: Kernel };

/** Restarts the rule's schedule, or stops it when the rule is disabled or does not have one. */
export function startSchedule(rule: Rule, where: Where): void {
  stopSchedule(rule, where);
  if (rule.schedule === undefined || rule.state === 'DISABLED') return;
  rule.scheduledAtMs = where.kernel.clock.now();
  waitForNext(rule, rule.scheduledAtMs, where);
}

export function stopSchedule(rule: Rule, where: Where): void {
  where.kernel.timers.cancel(timer(rule, where));
}

/** Runs the rule that is due, and waits for its next time. */
export function scheduleIsDue(arn: string, { dueMs, ...where }: Where & { readonly dueMs: number }): void {
  const { kernel, account, region } = where;
  const rule = eventBuses(kernel, where)
    .buses.get('default')
    ?.rules.get(arn.split('/').at(-1) ?? '');
  if (rule === undefined) return;
  waitForNext(rule, Math.max(dueMs, kernel.clock.now() - 1), where);
  const event = {
    version: '0' as const,
    id: kernel.random.uuid(),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account,
    time: `${new Date(dueMs).toISOString().slice(0, 19)}Z`,
    region,
    resources: [rule.arn],
    detail: {},
  };
  runRule(rule, event, where);
}

function waitForNext(rule: Rule, afterMs: number, where: Where): void {
  const dueMs = scheduleExpression(rule.schedule!, rule.scheduledAtMs)(afterMs);
  if (dueMs !== undefined) where.kernel.timers.setAt(timer(rule, where), dueMs);
}

function timer({ arn }: Rule, { account, region }: Where): TimerName {
  return { service: 'events', name: 'due', key: arn, account, region };
}
