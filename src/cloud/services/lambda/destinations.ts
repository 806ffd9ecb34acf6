import type { AccountRegion, Kernel } from '../../kernel/service.ts';
import type { QualifiedFunction } from './find-function.ts';
import type { InvocationOutcome, InvocationRequest } from './run-invocation.ts';

export interface FinishedInvocation {
  readonly target: QualifiedFunction;
  readonly request: InvocationRequest;
  readonly outcome: InvocationOutcome | undefined;
  readonly attempts: number;
  readonly condition: 'Success' | 'RetriesExhausted' | 'EventAgeExceeded';
}

/** Sends the event itself to the function's dead-letter queue or topic, if it has one. */
export async function deadLetter(kernel: Kernel, { target, request, outcome }: FinishedInvocation): Promise<void> {
  const arn = target.version.settings.DeadLetterConfig?.TargetArn;
  if (!arn) return;
  const error = JSON.parse(outcome?.payload ?? '{}') as { errorMessage?: string };
  const text = (StringValue: string) => ({ DataType: 'String', StringValue });
  await deliver(kernel, arn, {
    body: request.payload,
    attributes: {
      RequestID: text(request.requestId),
      ErrorCode: { DataType: 'Number', StringValue: '200' },
      ErrorMessage: text((error.errorMessage ?? '').slice(0, 1024) || 'unknown'),
    },
    accountRegion: target.fn.accountRegion,
  });
}

/** Sends the invocation's record to the destination for success or for failure, if there is one. */
export async function notifyDestination(kernel: Kernel, finished: FinishedInvocation): Promise<void> {
  const { target, request, outcome, attempts, condition } = finished;
  const destinations = target.fn.eventInvokeConfigs.get(target.qualifier ?? '$LATEST')?.DestinationConfig;
  const arn = (condition === 'Success' ? destinations?.OnSuccess : destinations?.OnFailure)?.Destination;
  if (!arn) return;
  const record = {
    version: '1.0',
    timestamp: new Date(kernel.clock.now()).toISOString(),
    requestContext: {
      requestId: request.requestId,
      functionArn: `${target.fn.arn}:${target.version.version}`,
      condition,
      approximateInvokeCount: attempts,
    },
    requestPayload: JSON.parse(request.payload) as unknown,
    ...(outcome === undefined
      ? {}
      : {
          responseContext: {
            statusCode: 200,
            executedVersion: outcome.executedVersion,
            ...(outcome.functionError === undefined ? {} : { functionError: outcome.functionError }),
          },
          responsePayload: JSON.parse(outcome.payload) as unknown,
        }),
  };
  const detailType = `Lambda Function Invocation Result - ${condition === 'Success' ? 'Success' : 'Failure'}`;
  await deliver(kernel, arn, { body: JSON.stringify(record), detailType, accountRegion: target.fn.accountRegion });
}

interface Delivery {
  readonly body: string;
  readonly attributes?: Record<string, object>;
  readonly detailType?: string;
  readonly accountRegion: AccountRegion;
}

async function deliver(
  kernel: Kernel,
  arn: string,
  { body, attributes, detailType, accountRegion }: Delivery,
): Promise<void> {
  const [, , service = '', region = accountRegion.region, account = accountRegion.account, ...rest] = arn.split(':');
  const at = { region: region || accountRegion.region, account: account || accountRegion.account };
  const withAttributes = attributes === undefined ? {} : { MessageAttributes: attributes };
  switch (service) {
    case 'sqs': {
      const queue = { QueueName: rest[0], QueueOwnerAWSAccountId: at.account };
      const { QueueUrl } = await kernel.invoke<{ QueueUrl: string }>('sqs', 'GetQueueUrl', queue, at);
      await kernel.invoke('sqs', 'SendMessage', { QueueUrl, MessageBody: body, ...withAttributes }, at);
      return;
    }
    case 'sns':
      await kernel.invoke('sns', 'Publish', { TopicArn: arn, Message: body, ...withAttributes }, at);
      return;
    case 'lambda': {
      const Payload = new TextEncoder().encode(body);
      await kernel.invoke('lambda', 'Invoke', { FunctionName: arn, InvocationType: 'Event', Payload }, at);
      return;
    }
    case 'events': {
      const Entries = [{ EventBusName: arn, Source: 'lambda', DetailType: detailType, Detail: body }];
      await kernel.invoke('events', 'PutEvents', { Entries }, at);
      return;
    }
    default:
      throw new Error(`a function cannot send to "${arn}"`);
  }
}
