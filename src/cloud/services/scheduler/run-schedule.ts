import { AwsError } from '../../kernel/errors.ts';
import { followSchedule, scheduleExpression } from '../../kernel/schedule-expression.ts';
import type { AccountRegion, Kernel } from '../../kernel/service.ts';
import { type Schedule, scheduleGroups } from './schedule-store.ts';
import { callTarget } from './target-call.ts';

const ATTEMPTS_MAX = 185;
const AGE_SECONDS_MAX = 86_400;
const BACKOFF_SECONDS_MAX = 900;
const FINAL_CODES = /NotFound|DoesNotExist|NonExistent|AccessDenied|NotAuthorized|Validation|Invalid|Missing/;

/** Starts the schedule anew, within its start and end date; a disabled one does nothing. */
export function runSchedule(schedule: Schedule, { kernel, account, region }: AccountRegion & { kernel: Kernel }): void {
  schedule.stop();
  schedule.stop = () => {};
  const { definition } = schedule;
  if (definition.State === 'DISABLED') return;
  const accountRegion = { kernel, account, region };
  const nowMs = kernel.clock.now();
  const startMs = Math.max(definition.StartDate?.getTime() ?? nowMs, nowMs);
  const next = scheduleExpression(definition.ScheduleExpression!, startMs, definition.ScheduleExpressionTimezone);
  const dueAfter = (afterMs: number) => {
    const dueMs = next(Math.max(afterMs, startMs - 1));
    return dueMs !== undefined && dueMs <= (definition.EndDate?.getTime() ?? Number.POSITIVE_INFINITY)
      ? dueMs
      : undefined;
  };
  // An at() that has passed when it is made runs at once, as on AWS.
  if (definition.ScheduleExpression!.startsWith('at(') && dueAfter(nowMs) === undefined) {
    schedule.stop = kernel.clock.after(0, () => fire({ schedule, dueMs: nowMs, isLast: true }, accountRegion));
    return;
  }
  schedule.stop = followSchedule(kernel.clock, dueAfter, (dueMs) =>
    fire({ schedule, dueMs, isLast: dueAfter(dueMs) === undefined }, accountRegion),
  );
}

function fire(
  due: { schedule: Schedule; dueMs: number; isLast: boolean },
  accountRegion: AccountRegion & { kernel: Kernel },
): void {
  accountRegion.kernel.background(deliver(due, accountRegion));
}

async function deliver(
  { schedule, dueMs, isLast }: { schedule: Schedule; dueMs: number; isLast: boolean },
  accountRegion: AccountRegion & { kernel: Kernel },
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

function forget(schedule: Schedule, { kernel, account, region }: AccountRegion & { kernel: Kernel }): void {
  const schedules = scheduleGroups(kernel, { account, region }).get(schedule.group)?.schedules;
  if (schedules?.get(schedule.name) === schedule) schedules.delete(schedule.name);
}

/** The context attributes that an input may hold, filled in. */
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
  { kernel, account, region }: AccountRegion & { kernel: Kernel },
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
    // A dead-letter queue that is gone loses the invocation on AWS too.
    if (!(failure instanceof AwsError)) throw failure;
  }
}
