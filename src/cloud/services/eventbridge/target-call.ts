import type { EcsParameters, Target } from '@aws-sdk/client-eventbridge';
import { AwsError, notImplemented } from '../../kernel/errors.ts';
import { allowsService } from '../../kernel/resource-policy.ts';
import type { AccountRegion, Kernel } from '../../kernel/service.ts';
import type { Delivery } from './delivery.ts';
import { accountRegionOf, busNameOf } from './event-bus-store.ts';

type TargetCall = (delivery: Delivery, payload: string) => Promise<unknown>;

const TARGET_CALLS: Readonly<Record<string, TargetCall>> = {
  lambda: invokeFunction,
  sqs: sendMessage,
  sns: publishMessage,
  states: startExecution,
  events: forwardEvent,
  logs: writeLog,
  ecs: runTask,
};

/** Sends the payload to the target's service. Throws `AwsError` when the service refuses it. */
export async function callTarget(delivery: Delivery, payload: string): Promise<void> {
  const service = serviceOf(delivery.target);
  const call = TARGET_CALLS[service];
  if (call === undefined) throw notImplemented('events', `delivery to ${service}`);
  await call(delivery, payload);
}

function serviceOf(target: Target): string {
  return target.Arn!.split(':')[2] ?? '';
}

async function invokeFunction(delivery: Delivery, payload: string): Promise<unknown> {
  const { kernel, target } = delivery;
  const accountRegion = accountRegionOf(target.Arn, delivery);
  if (target.RoleArn === undefined) await checkFunctionPolicy(delivery, accountRegion);
  return kernel.invoke(
    'lambda',
    'Invoke',
    { FunctionName: target.Arn, InvocationType: 'Event', Payload: Buffer.from(payload) },
    accountRegion,
  );
}

async function checkFunctionPolicy(delivery: Delivery, accountRegion: AccountRegion): Promise<void> {
  const policy = await functionPolicy(delivery.kernel, delivery.target.Arn!, accountRegion);
  if (policy !== 'unknown') checkPolicy(policy, 'lambda:InvokeFunction', delivery);
}

/** `unknown` where the Lambda service does not answer GetPolicy. */
async function functionPolicy(kernel: Kernel, arn: string, accountRegion: AccountRegion): Promise<string | undefined> {
  try {
    const { Policy } = await kernel.invoke<{ Policy?: string }>(
      'lambda',
      'GetPolicy',
      { FunctionName: arn },
      accountRegion,
    );
    return Policy;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    if (error.code === 'NotImplemented') return 'unknown';
    if (error.code === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

function checkPolicy(policy: string | undefined, action: string, { rule, account, target }: Delivery): void {
  const access = { service: 'events.amazonaws.com', action, sourceArn: rule.arn, sourceAccount: account };
  if (allowsService(policy, access)) return;
  throw new AwsError(
    'NO_PERMISSIONS',
    `Lack of permissions to call target: the policy of ${target.Arn} does not let ${access.service} call ${action} for ${rule.arn}.`,
    403,
  );
}

async function sendMessage(delivery: Delivery, payload: string): Promise<unknown> {
  const { kernel, target } = delivery;
  const accountRegion = accountRegionOf(target.Arn, delivery);
  const QueueName = target.Arn!.split(':').at(-1)!;
  const { QueueUrl } = await kernel.invoke<{ QueueUrl: string }>('sqs', 'GetQueueUrl', { QueueName }, accountRegion);
  if (target.RoleArn === undefined) {
    const { Attributes } = await kernel.invoke<{ Attributes?: Record<string, string> }>(
      'sqs',
      'GetQueueAttributes',
      { QueueUrl, AttributeNames: ['Policy'] },
      accountRegion,
    );
    checkPolicy(Attributes?.Policy, 'sqs:SendMessage', delivery);
  }
  const MessageGroupId = target.SqsParameters?.MessageGroupId;
  return kernel.invoke(
    'sqs',
    'SendMessage',
    {
      QueueUrl,
      MessageBody: payload,
      ...(MessageGroupId && { MessageGroupId, MessageDeduplicationId: delivery.event.id }),
    },
    accountRegion,
  );
}

async function publishMessage(delivery: Delivery, payload: string): Promise<unknown> {
  const { kernel, target } = delivery;
  const accountRegion = accountRegionOf(target.Arn, delivery);
  if (target.RoleArn === undefined) {
    const { Attributes } = await kernel.invoke<{ Attributes?: Record<string, string> }>(
      'sns',
      'GetTopicAttributes',
      { TopicArn: target.Arn },
      accountRegion,
    );
    checkPolicy(Attributes?.Policy, 'sns:Publish', delivery);
  }
  return kernel.invoke('sns', 'Publish', { TopicArn: target.Arn, Message: payload }, accountRegion);
}

function startExecution(
  { kernel, target, event, rule, ...accountRegion }: Delivery,
  payload: string,
): Promise<unknown> {
  // With this name a second delivery of the same event is the same execution.
  const name = `${event.id}_${rule.name}`.slice(0, 80);
  const input = { stateMachineArn: target.Arn, input: payload, name };
  return kernel.invoke('states', 'StartExecution', input, accountRegionOf(target.Arn, accountRegion));
}

/** The event arrives on the other bus as it is, under its own id and account. */
async function forwardEvent(delivery: Delivery): Promise<void> {
  const { kernel, target, event } = delivery;
  delivery.route(event, busNameOf(target.Arn), { ...accountRegionOf(target.Arn, delivery), kernel });
}

async function writeLog(delivery: Delivery, payload: string): Promise<unknown> {
  const { kernel, target, event } = delivery;
  const accountRegion = accountRegionOf(target.Arn, delivery);
  const logGroupName = target.Arn!.split(':')[6]!;
  const stream = { logGroupName, logStreamName: event.id };
  await kernel.invoke('logs', 'CreateLogStream', stream, accountRegion).catch((error: unknown) => {
    if (!(error instanceof AwsError) || error.code !== 'ResourceAlreadyExistsException') throw error;
  });
  const logEvents = [{ timestamp: kernel.clock.now(), message: payload }];
  return kernel.invoke('logs', 'PutLogEvents', { ...stream, logEvents }, accountRegion);
}

function runTask({ kernel, target, ...accountRegion }: Delivery, payload: string): Promise<unknown> {
  const ecs: EcsParameters | undefined = target.EcsParameters;
  const vpc = ecs?.NetworkConfiguration?.awsvpcConfiguration;
  const { containerOverrides } = JSON.parse(payload) as { containerOverrides?: unknown };
  return kernel.invoke(
    'ecs',
    'RunTask',
    {
      cluster: target.Arn,
      taskDefinition: ecs?.TaskDefinitionArn,
      count: ecs?.TaskCount ?? 1,
      launchType: ecs?.LaunchType,
      group: ecs?.Group,
      ...(vpc && {
        networkConfiguration: {
          awsvpcConfiguration: {
            subnets: vpc.Subnets,
            securityGroups: vpc.SecurityGroups,
            assignPublicIp: vpc.AssignPublicIp,
          },
        },
      }),
      ...(containerOverrides !== undefined && { overrides: { containerOverrides } }),
    },
    accountRegionOf(target.Arn, accountRegion),
  );
}
