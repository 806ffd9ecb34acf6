import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeSubnetsCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Cloud } from '../../../src/cloud/index.ts';
import { inProcessHandler } from '../wire/in-process-handler.ts';

const REGION = 'eu-west-1';
const MACHINE_ARN = `arn:aws:states:${REGION}:111122223333:stateMachine:waits`;
const cluster = 'default';
const service = 'web';

const TRUST = {
  Effect: 'Allow',
  Principal: { Service: ['scheduler.amazonaws.com', 'states.amazonaws.com'] },
  Action: 'sts:AssumeRole',
};

/** A queue that two schedules write to, a table, and a state machine that waits. */
const TEMPLATE = {
  Parameters: { Visibility: { Type: 'Number', Default: 30 } },
  Resources: {
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'ticks', VisibilityTimeout: { Ref: 'Visibility' } } },
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: 'things',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      },
    },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [TRUST] } },
    },
    EveryFiveMinutes: {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        ScheduleExpression: 'rate(5 minutes)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: {
          Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] },
          RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
          Input: 'scheduler at <aws.scheduler.scheduled-time>',
        },
      },
    },
    EveryTenMinutes: {
      Type: 'AWS::Events::Rule',
      Properties: {
        ScheduleExpression: 'rate(10 minutes)',
        Targets: [{ Id: 'queue', Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] }, InputPath: '$.time' }],
      },
    },
    Waits: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        StateMachineName: 'waits',
        RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
        DefinitionString: JSON.stringify({
          QueryLanguage: 'JSONata',
          StartAt: 'Wait',
          States: {
            Wait: { Type: 'Wait', Seconds: 30, Next: 'Double' },
            Double: { Type: 'Pass', Output: '{% $states.input * 2 %}', End: true },
          },
        }),
      },
    },
  },
};

export function clientsOf({ endpoint, fetch }: Cloud) {
  const config = {
    endpoint,
    region: REGION,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    requestHandler: inProcessHandler(fetch),
  };
  return {
    stacks: new CloudFormationClient(config),
    items: new DynamoDBClient(config),
    ec2: new EC2Client(config),
    ecs: new ECSClient(config),
    machines: new SFNClient(config),
    queues: new SQSClient(config),
  };
}

/** A stack, an item in its table, and an ECS service with one task that runs. */
export async function build(cloud: Cloud): Promise<void> {
  const { stacks, items, ec2, ecs } = clientsOf(cloud);
  await stacks.send(
    new CreateStackCommand({
      StackName: 'scene',
      TemplateBody: JSON.stringify(TEMPLATE),
      Capabilities: ['CAPABILITY_IAM'],
    }),
  );
  const status = await untilComplete(cloud);
  if (status !== 'CREATE_COMPLETE') throw new Error(`the stack is ${status}: ${await failures(cloud)}`);
  await items.send(new PutItemCommand({ TableName: 'things', Item: { id: { S: 'one' }, size: { N: '1.50' } } }));
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
  await ecs.send(new CreateClusterCommand({ clusterName: cluster }));
  const containerDefinitions = [{ name: 'web', image: 'nginx:1', portMappings: [{ containerPort: 80 }] }];
  const definition = { networkMode: 'awsvpc', cpu: '256', memory: '512', containerDefinitions } as const;
  await ecs.send(
    new RegisterTaskDefinitionCommand({ ...definition, family: 'web', requiresCompatibilities: ['FARGATE'] }),
  );
  const subnets = Subnets.map(({ SubnetId }) => SubnetId ?? '');
  await ecs.send(
    new CreateServiceCommand({
      cluster,
      serviceName: service,
      taskDefinition: 'web',
      desiredCount: 1,
      launchType: 'FARGATE',
      networkConfiguration: { awsvpcConfiguration: { subnets, assignPublicIp: 'ENABLED' } },
    }),
  );
  await cloud.clock.sleep(200);
}

/** A second half that needs all of the first: what it comes to, with every id and time in it. */
export async function goOn(cloud: Cloud) {
  // Time stands still during the first call: the first client of a process reads configuration files, for which it would not.
  const { items } = clientsOf(cloud);
  const { Item } = await items.send(new GetItemCommand({ TableName: 'things', Key: { id: { S: 'one' } } }));
  return { item: Item, ...(await cloud.clock.drive(workOn(cloud))) };
}

async function workOn(cloud: Cloud) {
  const { stacks, ecs, machines, queues } = clientsOf(cloud);
  const before = await runningTasks(ecs);
  await ecs.send(new UpdateServiceCommand({ cluster, service, desiredCount: 2 }));
  await stacks.send(
    new UpdateStackCommand({
      StackName: 'scene',
      UsePreviousTemplate: true,
      Parameters: [{ ParameterKey: 'Visibility', ParameterValue: '45' }],
      Capabilities: ['CAPABILITY_IAM'],
    }),
  );
  const started = await machines.send(new StartExecutionCommand({ stateMachineArn: MACHINE_ARN, input: '21' }));
  const status = await untilComplete(cloud);
  await cloud.clock.sleep(900);
  const execution = await machines.send(new DescribeExecutionCommand({ executionArn: started.executionArn }));
  const { StackEvents = [] } = await stacks.send(new DescribeStackEventsCommand({ StackName: 'scene' }));
  const described = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
  return {
    stack: status,
    events: StackEvents.map(({ EventId, Timestamp }) => `${EventId} ${Timestamp?.toISOString()}`),
    execution: [execution.executionArn, execution.status, execution.output, execution.stopDate?.toISOString()],
    messages: await received(queues),
    tasks: { before, after: await runningTasks(ecs) },
    service: described.services?.map(({ desiredCount, runningCount }) => ({ desiredCount, runningCount }))[0],
    nowMs: cloud.clock.now(),
  };
}

async function untilComplete(cloud: Cloud): Promise<string | undefined> {
  const { stacks } = clientsOf(cloud);
  for (;;) {
    const { Stacks } = await stacks.send(new DescribeStacksCommand({ StackName: 'scene' }));
    const status = Stacks?.[0]?.StackStatus;
    if (status?.endsWith('_IN_PROGRESS') !== true) return status;
    await cloud.clock.sleep(5);
  }
}

async function failures(cloud: Cloud): Promise<string> {
  const { StackEvents = [] } = await clientsOf(cloud).stacks.send(
    new DescribeStackEventsCommand({ StackName: 'scene' }),
  );
  return StackEvents.flatMap(({ ResourceStatusReason = [] }) => ResourceStatusReason).join('; ');
}

async function runningTasks(ecs: ECSClient): Promise<string[]> {
  const { taskArns = [] } = await ecs.send(new ListTasksCommand({ cluster }));
  const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }));
  return tasks.map(({ taskArn, lastStatus }) => `${taskArn} ${lastStatus}`).sort();
}

async function received(queues: SQSClient): Promise<string[]> {
  const bodies: string[] = [];
  for (;;) {
    const QueueUrl = `http://localhost/111122223333/ticks`;
    const { Messages = [] } = await queues.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    if (Messages.length === 0) return bodies.sort();
    bodies.push(...Messages.map(({ Body = '' }) => Body));
  }
}
