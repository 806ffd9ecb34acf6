import { AwsError } from '../../kernel/errors.ts';
import { followSchedule, scheduleExpression } from '../../kernel/schedule-expression.ts';
import type { AccountRegion, Kernel } from '../../kernel/service.ts';
import type { EventBus, Rule } from './event-bus-store.ts';
import { runRule } from './routing.ts';

/** Refuses what is no rate() or cron(), and every schedule on a bus of one's own. */
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

/** Starts the rule's schedule anew, or ends it when the rule has none or is disabled. */
export function startSchedule(rule: Rule, { kernel, account, region }: AccountRegion & { kernel: Kernel }): void {
  rule.stopSchedule();
  rule.stopSchedule = () => {};
  if (rule.schedule === undefined || rule.state === 'DISABLED') return;
  const nextTime = scheduleExpression(rule.schedule, kernel.clock.now());
  rule.stopSchedule = followSchedule(kernel.clock, nextTime, (dueMs) => {
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
    runRule(rule, event, { kernel, account, region });
  });
}
