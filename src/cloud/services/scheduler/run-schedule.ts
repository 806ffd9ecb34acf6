import { AwsError } from '../../kernel/errors.ts';
import { scheduleExpression } from '../../kernel/schedule-expression.ts';
import type { AccountRegion, Kernel } from '../../kernel/service.ts';
import type { TimerName } from '../../kernel/timers.ts';
import { type Schedule, scheduleGroups } from './schedule-store.ts';
import { callTarget } from './target-call.ts';

const ATTEMPTS_MAX = 185;
const AGE_SECONDS_MAX = 86_400;
const BACKOFF_SECONDS_MAX = 900;
const FINAL_CODES = /NotFound|DoesNotExist|NonExistent|AccessDenied|NotAuthorized|Validation|Invalid|Missing/;

type Where = AccountRegion & { readonly kernel: Kernel };

/** Restarts the schedule within its start and end date; a disabled one is only stopped. */
export function runSchedule(schedule: Schedule, where: Where): void {
  const { clock, timers } = where.kernel;
  stopSchedule(schedule, where);
  if (schedule.definition.State === 'DISABLED') return;
  const nowMs = clock.now();
  schedule.startedAtMs = Math.max(schedule.definition.StartDate?.getTime() ?? nowMs, nowMs);
  const firstMs = dueAfter(schedule, nowMs);
  // An at() in the past runs at once, as on AWS.
  const isPast = schedule.definition.ScheduleExpression!.startsWith('at(') && firstMs === undefined;
  const dueMs = isPast ? nowMs : firstMs;
  if (dueMs !== undefined) timers.setAt(timer(schedule, where), dueMs);
}

export function stopSchedule(schedule: Schedule, where: Where): void {
  where.kernel.timers.cancel(timer(schedule, where));
}

/** Fires the schedule that is due, and waits for its next time. */
export function scheduleIsDue(arn: string, { dueMs, ...where }: Where & { readonly dueMs: number }): void {
  const [group = '', name = ''] = arn.split('/').slice(-2);
  const schedule = scheduleGroups(where.kernel, where).get(group)?.schedules.get(name);
  if (schedule === undefined) return;
  const nextMs = dueAfter(schedule, Math.max(dueMs, where.kernel.clock.now() - 1));
  if (nextMs !== undefined) where.kernel.timers.setAt(timer(schedule, where), nextMs);
  fire({ schedule, dueMs, isLast: nextMs === undefined }, where);
}

function timer({ arn }: Schedule, { account, region }: Where): TimerName {
  return { service: 'scheduler', name: 'due', key: arn, account, region };
}

function dueAfter({ definition, startedAtMs }: Schedule, afterMs: number): number | undefined {
  const next = scheduleExpression(definition.ScheduleExpression!, startedAtMs, definition.ScheduleExpressionTimezone);
  const dueMs = next(Math.max(afterMs, startedAtMs - 1));
  const endMs = definition.EndDate?.getTime() ?? Number.POSITIVE_INFINITY;
  return dueMs !== undefined && dueMs <= endMs ? dueMs : undefined;
}

function fire(due: { schedule: Schedule; dueMs: number; isLast: boolean }, accountRegion: Where): void {
  accountRegion.kernel.background(deliver(due, accountRegion));
}

async function deliver(
  { schedule, dueMs, isLast }: { schedule: Schedule; dueMs: number; isLast: boolean },
  accountRegion: Where,
): Promise<void> {
  const { kernel } = accountRegion;
  const target = schedule.definition.Target!;
  const executionId = kernel.random.uuid();
  const retriesMax = target.RetryPolicy?.MaximumRetryAttempts ?? ATTEMPTS_MAX;
  const ageSecondsMax = target.RetryPolicy?.MaximumEventAgeInSeconds ?? AGE_SECONDS_MAX;
  await kernel.clock.sleep(kernel.durations.seconds('event delivery'));
  for (let attempt = 0; ; attempt++) {
    try {
      await callTarget({ schedule, target, input: inputOf({ schedule, dueMs, executionId, attempt }) }, accountRegion);
      break;
    } catch (error) {
      if (!(error instanceof AwsError) || error.code === 'NotImplemented') throw error;
      const backoffSeconds = Math.min(BACKOFF_SECONDS_MAX, 2 ** attempt) * (0.5 + kernel.random.next() / 2);
      const ageSeconds = (kernel.clock.now() - dueMs) / 1000 + backoffSeconds;
      if (FINAL_CODES.test(error.code) || attempt >= retriesMax || ageSeconds > ageSecondsMax) {
        await bury({ schedule, input: inputOf({ schedule, dueMs, executionId, attempt }), error }, accountRegion);
        break;
      }
      await kernel.clock.sleep(backoffSeconds);
    }
  }
  if (isLast && schedule.definition.ActionAfterCompletion === 'DELETE') forget(schedule, accountRegion);
}

function forget(schedule: Schedule, { kernel, account, region }: Where): void {
  const schedules = scheduleGroups(kernel, { account, region }).get(schedule.group)?.schedules;
  if (schedules?.get(schedule.name) === schedule) schedules.delete(schedule.name);
}

/** The input with its context attributes replaced. */
function inputOf(run: { schedule: Schedule; dueMs: number; executionId: string; attempt: number }): string {
  const { schedule } = run;
  const values: Record<string, string> = {
    '<aws.scheduler.schedule-arn>': schedule.arn,
    '<aws.scheduler.scheduled-time>': `${new Date(run.dueMs).toISOString().slice(0, 19)}Z`,
    '<aws.scheduler.execution-id>': run.executionId,
    '<aws.scheduler.attempt-number>': String(run.attempt + 1),
  };
  const template = schedule.definition.Target!.Input ?? '{}';
  return template.replace(/<aws\.scheduler\.[a-z-]+>/g, (name) => values[name] ?? name);
}

async function bury(
  { schedule, input, error }: { schedule: Schedule; input: string; error: AwsError },
  { kernel, account, region }: Where,
): Promise<void> {
  const queueArn = schedule.definition.Target!.DeadLetterConfig?.Arn;
  if (queueArn === undefined) return;
  const accountRegion = { account, region };
  const text = (StringValue: string) => ({ DataType: 'String', StringValue });
  try {
    const QueueName = queueArn.split(':').at(-1)!;
    const { QueueUrl } = await kernel.invoke<{ QueueUrl: string }>('sqs', 'GetQueueUrl', { QueueName }, accountRegion);
    const MessageAttributes = {
      SCHEDULE_ARN: text(schedule.arn),
      TARGET_ARN: text(schedule.definition.Target!.Arn!),
      ERROR_CODE: text(error.code),
      ERROR_MESSAGE: text(error.message || error.code),
    };
    await kernel.invoke('sqs', 'SendMessage', { QueueUrl, MessageBody: input, MessageAttributes }, accountRegion);
  } catch (failure) {
    // Without the dead-letter queue the invocation is lost, as on AWS.
    if (!(failure instanceof AwsError)) throw failure;
  }
}
