import { AwsError } from '../../kernel/errors.ts';
import type { FaultOf } from '../../kernel/faults.ts';
import type { Delivery } from './delivery.ts';
import { accountRegionOf } from './event-bus-store.ts';
import { callTarget } from './target-call.ts';
import { targetInput } from './target-input.ts';

const ATTEMPTS_MAX = 185;
const AGE_SECONDS_MAX = 86_400;
const BACKOFF_SECONDS_MAX = 900;
/** AWS does not retry these errors, which do not pass with time. */
const FINAL_CODES =
  /NotFound|DoesNotExist|NonExistent|AccessDenied|NotAuthorized|Validation|InvalidParameter|InvalidName|NO_PERMISSIONS|NotImplemented/;

/**
 * Delivers after the modelled delay, with the target's retry policy; an undeliverable event goes to the target's
 * dead-letter queue.
 */
export async function deliver(delivery: Delivery): Promise<void> {
  const { faults, clock } = delivery.kernel;
  const fits = (fault: EventFault) => fitsDelivery(fault, delivery);
  if (faults.strike('event lost', fits)) return;
  const late = faults.strike('event late', fits);
  if (late !== undefined) await clock.sleep(late.seconds);
  const again = faults.strike('event doubled', fits);
  await Promise.all([deliverOnce(delivery), ...(again === undefined ? [] : [deliverOnce(delivery)])]);
}

type EventFault = FaultOf<'event lost' | 'event late' | 'event doubled'>;

function fitsDelivery({ detailType, target, detail }: EventFault, { event, target: { Arn = '' } }: Delivery): boolean {
  return (
    (detailType ?? event['detail-type']) === event['detail-type'] &&
    Arn.endsWith(target ?? '') &&
    (detail?.(event.detail as Readonly<Record<string, unknown>>) ?? true)
  );
}

async function deliverOnce(delivery: Delivery): Promise<void> {
  const { kernel, target } = delivery;
  const startedAtMs = kernel.clock.now();
  const retriesMax = target.RetryPolicy?.MaximumRetryAttempts ?? ATTEMPTS_MAX;
  const ageSecondsMax = target.RetryPolicy?.MaximumEventAgeInSeconds ?? AGE_SECONDS_MAX;
  const payload = targetInput(target, delivery.event, delivery);
  await kernel.clock.sleep(kernel.durations.seconds('event delivery'));
  for (let attempt = 0; ; attempt++) {
    const failure = await attemptDelivery(delivery, payload);
    if (failure === undefined) return;
    const backoffSeconds = Math.min(BACKOFF_SECONDS_MAX, 2 ** attempt) * (0.5 + kernel.random.next() / 2);
    const ageSeconds = (kernel.clock.now() - startedAtMs) / 1000 + backoffSeconds;
    if (FINAL_CODES.test(failure.code) || attempt >= retriesMax || ageSeconds > ageSecondsMax) {
      return bury(delivery, failure, attempt);
    }
    await kernel.clock.sleep(backoffSeconds);
  }
}

async function attemptDelivery(delivery: Delivery, payload: string): Promise<AwsError | undefined> {
  try {
    await callTarget(delivery, payload);
    return undefined;
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
}

async function bury(delivery: Delivery, failure: AwsError, retries: number): Promise<void> {
  const { kernel, rule, target, event } = delivery;
  const queueArn = target.DeadLetterConfig?.Arn;
  if (queueArn === undefined) return;
  const accountRegion = accountRegionOf(queueArn, delivery);
  const text = (value: string) => ({ DataType: 'String', StringValue: value });
  try {
    const { QueueUrl } = await kernel.invoke<{ QueueUrl: string }>(
      'sqs',
      'GetQueueUrl',
      { QueueName: queueArn.split(':').at(-1)! },
      accountRegion,
    );
    await kernel.invoke(
      'sqs',
      'SendMessage',
      {
        QueueUrl,
        MessageBody: JSON.stringify(event),
        MessageAttributes: {
          RULE_ARN: text(rule.arn),
          TARGET_ARN: text(target.Arn!),
          ERROR_CODE: text(failure.code),
          ERROR_MESSAGE: text(failure.message),
          EXHAUSTED_RETRY_CONDITION: text(retries > 0 ? 'MaximumRetryAttempts' : 'None'),
          RETRY_ATTEMPTS: text(String(retries)),
        },
      },
      accountRegion,
    );
  } catch (error) {
    // Without the dead-letter queue the event is lost, as on AWS.
    if (!(error instanceof AwsError)) throw error;
  }
}
