import type { Target } from '@aws-sdk/client-scheduler';
import { AwsError, notImplemented } from '../../kernel/errors.ts';
import type { AccountRegion, Kernel } from '../../kernel/service.ts';
import type { Schedule } from './schedule-store.ts';

interface TargetRun {
  readonly schedule: Schedule;
  readonly target: Target;
  readonly input: string;
}

interface ServiceCall {
  readonly service: string;
  readonly operation: string;
  readonly input: object;
}

const UNIVERSAL_PREFIX = 'arn:aws:scheduler:::aws-sdk:';
/** Signing names by the SDK names that universal targets use, where they differ. */
const SIGNING_NAMES: Readonly<Record<string, string>> = {
  sfn: 'states',
  eventbridge: 'events',
  cloudwatch: 'monitoring',
  cloudwatchlogs: 'logs',
  apigatewayv2: 'apigateway',
  elasticloadbalancingv2: 'elasticloadbalancing',
  applicationautoscaling: 'application-autoscaling',
};
/** Services whose members begin with a small letter; a universal target's input has capitals. */
const CAMEL_CASE_SERVICES = new Set(['states', 'ecs', 'ecr', 'logs']);

const TEMPLATED = new Set(['lambda', 'sqs', 'states', 'events', 'sns', 'ecs']);

/** Calls a templated or a universal target. Throws `AwsError` when its service refuses. */
export async function callTarget(run: TargetRun, accountRegion: AccountRegion & { kernel: Kernel }): Promise<void> {
  const { kernel, account, region } = accountRegion;
  const { service, operation, input } = run.target.Arn!.startsWith(UNIVERSAL_PREFIX)
    ? universal(run)
    : await templated(run, accountRegion);
  type Answer = { FailedEntryCount?: number; failures?: { reason?: string }[] };
  const answer = await kernel.invoke<Answer>(service, operation, input, { account, region });
  if ((answer?.FailedEntryCount ?? 0) > 0) throw new AwsError('InvalidArgument', `${operation} refused the entry.`);
  const failure = answer?.failures?.[0];
  if (failure !== undefined) throw new AwsError('Ecs.TaskNotStarted', failure.reason ?? 'the task did not start');
}

/** Refuses targets without a role, unknown targets, and inputs that must be JSON and are not. */
export function checkTarget(target: Target): void {
  const refuse = (message: string) => {
    throw new AwsError('ValidationException', message);
  };
  const service = target.Arn!.split(':')[2] ?? '';
  if (!/^arn:aws[\w-]*:iam::\d{12}:role\/.+/.test(target.RoleArn ?? ''))
    refuse(`RoleArn ${target.RoleArn} is not valid.`);
  if (!target.Arn!.startsWith('arn:')) refuse(`Target Arn ${target.Arn} is not valid.`);
  if (target.Arn!.startsWith(UNIVERSAL_PREFIX)) {
    if (!/^[a-z0-9-]+:[a-z][A-Za-z0-9]+$/.test(target.Arn!.slice(UNIVERSAL_PREFIX.length))) {
      refuse(`${target.Arn} is not a supported service:apiAction.`);
    }
    if (target.Input !== undefined) {
      try {
        JSON.parse(target.Input);
      } catch {
        refuse('Input of a universal target must be JSON.');
      }
    }
    return;
  }
  if (!TEMPLATED.has(service)) throw notImplemented('scheduler', `a schedule with a target in ${service}`);
  if (service === 'ecs' && target.EcsParameters?.TaskDefinitionArn === undefined) {
    refuse('EcsParameters are required for a target that is a cluster.');
  }
  if (service === 'events' && target.EventBridgeParameters === undefined) {
    refuse('EventBridgeParameters are required for a target that is an event bus.');
  }
}

function universal({ target, input }: TargetRun): ServiceCall {
  const [sdkName, action] = target.Arn!.slice(UNIVERSAL_PREFIX.length).split(':');
  const service = SIGNING_NAMES[sdkName!] ?? sdkName!;
  const operation = action!.charAt(0).toUpperCase() + action!.slice(1);
  const members: unknown = JSON.parse(input);
  const wanted = CAMEL_CASE_SERVICES.has(service) ? camelCase(members) : members;
  return { service, operation, input: wanted as object };
}

function camelCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCase);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name.charAt(0).toLowerCase() + name.slice(1), camelCase(member)]),
  );
}

/** `EcsParameters` members start with capitals, RunTask's with small letters; the input overrides the containers. */
function taskOf({ Arn, EcsParameters }: Target, input: string): object {
  const { TaskDefinitionArn, TaskCount, EnableECSManagedTags, NetworkConfiguration, Tags, ...rest } = EcsParameters!;
  const { containerOverrides } = JSON.parse(input) as { containerOverrides?: unknown };
  return {
    cluster: Arn,
    taskDefinition: TaskDefinitionArn,
    count: TaskCount ?? 1,
    ...(EnableECSManagedTags === undefined ? {} : { enableECSManagedTags: EnableECSManagedTags }),
    ...(camelCase({ ...rest, ...(NetworkConfiguration && { NetworkConfiguration }) }) as object),
    ...(containerOverrides === undefined ? {} : { overrides: { containerOverrides } }),
  };
}

async function templated(
  { target, input }: TargetRun,
  { kernel, account, region }: AccountRegion & { kernel: Kernel },
): Promise<ServiceCall> {
  const arn = target.Arn!;
  switch (arn.split(':')[2]) {
    case 'lambda': {
      const Payload = Buffer.from(input);
      return { service: 'lambda', operation: 'Invoke', input: { FunctionName: arn, InvocationType: 'Event', Payload } };
    }
    case 'sqs': {
      const QueueName = arn.split(':').at(-1)!;
      const { QueueUrl } = await kernel.invoke<{ QueueUrl: string }>(
        'sqs',
        'GetQueueUrl',
        { QueueName },
        { account, region },
      );
      const MessageGroupId = target.SqsParameters?.MessageGroupId;
      const group = MessageGroupId && { MessageGroupId, MessageDeduplicationId: kernel.random.uuid() };
      return { service: 'sqs', operation: 'SendMessage', input: { QueueUrl, MessageBody: input, ...group } };
    }
    case 'states':
      return { service: 'states', operation: 'StartExecution', input: { stateMachineArn: arn, input } };
    case 'ecs':
      return { service: 'ecs', operation: 'RunTask', input: taskOf(target, input) };
    case 'sns':
      return { service: 'sns', operation: 'Publish', input: { TopicArn: arn, Message: input } };
    default: {
      const { DetailType, Source } = target.EventBridgeParameters!;
      const Entries = [{ EventBusName: arn, DetailType, Source, Detail: input }];
      return { service: 'events', operation: 'PutEvents', input: { Entries } };
    }
  }
}
