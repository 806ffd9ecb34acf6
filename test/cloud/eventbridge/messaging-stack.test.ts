import { describe, expect, it } from 'vitest';
import { createKernel } from '../../../src/cloud/kernel/kernel.ts';
import { RESOURCE_TYPES, SERVICES } from '../../../src/cloud/services/index.ts';

const place = { account: '111122223333', region: 'eu-west-1' };
const role = 'arn:aws:iam::111122223333:role/any';
const arnOf = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] });
const letIn = (Service: string) => ({
  Statement: [{ Effect: 'Allow', Principal: { Service }, Action: '*', Resource: '*' }],
});

const template = {
  Resources: {
    Dead: { Type: 'AWS::SQS::Queue' },
    Inbox: {
      Type: 'AWS::SQS::Queue',
      Properties: { VisibilityTimeout: 60, RedrivePolicy: { deadLetterTargetArn: arnOf('Dead'), maxReceiveCount: 5 } },
    },
    InboxPolicy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: { Queues: [{ Ref: 'Inbox' }], PolicyDocument: letIn('events.amazonaws.com') },
    },
    Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'team' } },
    BusPolicy: {
      Type: 'AWS::Events::EventBusPolicy',
      Properties: { EventBusName: { Ref: 'Bus' }, StatementId: 'all', Statement: letIn('*').Statement[0] },
    },
    Pushes: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: { source: ['aws.ecr'] },
        Targets: [{ Id: 'inbox', Arn: arnOf('Inbox'), InputPath: '$.detail' }],
      },
    },
    Sweep: {
      Type: 'AWS::Events::Rule',
      Properties: { ScheduleExpression: 'rate(5 minutes)', Targets: [{ Id: 'inbox', Arn: arnOf('Inbox') }] },
    },
    State: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        BillingMode: 'PAY_PER_REQUEST',
        SSESpecification: { SSEEnabled: true },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
      },
    },
    Alerts: { Type: 'AWS::SNS::Topic' },
    Mail: {
      Type: 'AWS::SNS::Subscription',
      Properties: { TopicArn: { Ref: 'Alerts' }, Protocol: 'email', Endpoint: 'a@b.c' },
    },
    AlertsPolicy: {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: { Topics: [{ Ref: 'Alerts' }], PolicyDocument: letIn('events.amazonaws.com') },
    },
    Alarm: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        Namespace: 'Shop',
        MetricName: 'Errors',
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanThreshold',
        AlarmActions: [{ Ref: 'Alerts' }],
      },
    },
    Group: { Type: 'AWS::Scheduler::ScheduleGroup', Properties: { Name: 'team' } },
    Retire: {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        GroupName: { Ref: 'Group' },
        ScheduleExpression: 'rate(1 hour)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: { Arn: arnOf('Dead'), RoleArn: role, Input: '{"due":true}' },
      },
    },
    Portfolio: { Type: 'AWS::ServiceCatalog::Portfolio', Properties: { DisplayName: 'P', ProviderName: 'P' } },
    Product: {
      Type: 'AWS::ServiceCatalog::CloudFormationProduct',
      Properties: {
        Name: 'environment',
        Owner: 'P',
        ProductType: 'EXTERNAL',
        ProvisioningArtifactParameters: [
          { Name: 'v1', Type: 'EXTERNAL', Info: { LoadTemplateFromURL: 'https://b.s3.eu-west-1.amazonaws.com/k' } },
        ],
      },
    },
    InPortfolio: {
      Type: 'AWS::ServiceCatalog::PortfolioProductAssociation',
      Properties: { PortfolioId: { Ref: 'Portfolio' }, ProductId: { Ref: 'Product' } },
    },
    Users: {
      Type: 'AWS::ServiceCatalog::PortfolioPrincipalAssociation',
      Properties: { PortfolioId: { Ref: 'Portfolio' }, PrincipalARN: role, PrincipalType: 'IAM' },
    },
    LaunchRole: {
      Type: 'AWS::ServiceCatalog::LaunchRoleConstraint',
      DependsOn: 'InPortfolio',
      Properties: { PortfolioId: { Ref: 'Portfolio' }, ProductId: { Ref: 'Product' }, RoleArn: role },
    },
  },
  Outputs: { Inbox: { Value: { Ref: 'Inbox' } }, Dead: { Value: { Ref: 'Dead' } }, State: { Value: { Ref: 'State' } } },
};

interface Stack {
  StackStatus: string;
  StackStatusReason?: string;
  Outputs: { OutputKey: string; OutputValue: string }[];
}

function cloud() {
  const kernel = createKernel({ clock: 'virtual', seed: 1 }, SERVICES, RESOURCE_TYPES);
  const call = <T = Record<string, unknown>>(service: string, operation: string, input: object) =>
    kernel.clock.drive(kernel.invoke<T>(service, operation, input, place));
  const settled = async (StackName: string): Promise<Stack> => {
    for (;;) {
      await kernel.clock.drive(kernel.clock.sleep(30));
      const { Stacks } = await call<{ Stacks: Stack[] }>('cloudformation', 'DescribeStacks', { StackName });
      if (!Stacks[0]!.StackStatus.endsWith('_IN_PROGRESS')) return Stacks[0]!;
    }
  };
  return { kernel, call, settled };
}

describe('a stack of messaging, state and catalogue', () => {
  it('works once it is created, and goes without a trace', async () => {
    const { kernel, call, settled } = cloud();
    const { StackId } = await call<{ StackId: string }>('cloudformation', 'CreateStack', {
      StackName: 'messaging',
      TemplateBody: JSON.stringify(template),
    });
    const stack = await settled('messaging');
    expect([stack.StackStatus, stack.StackStatusReason]).toEqual(['CREATE_COMPLETE', undefined]);
    const output = (key: string) => stack.Outputs.find(({ OutputKey }) => OutputKey === key)!.OutputValue;

    kernel.publish({ source: 'aws.ecr', detailType: 'ECR Image Action', resources: [], detail: { tag: '7' } }, place);
    await kernel.clock.drive(kernel.clock.sleep(30));
    const { Messages } = await call<{ Messages: { Body: string }[] }>('sqs', 'ReceiveMessage', {
      QueueUrl: output('Inbox'),
      MaxNumberOfMessages: 10,
    });
    expect(Messages.map(({ Body }) => Body)).toContain('{"tag":"7"}');
    await kernel.clock.drive(kernel.clock.sleep(3600));
    expect(await call('sqs', 'ReceiveMessage', { QueueUrl: output('Dead') })).toMatchObject({
      Messages: [{ Body: '{"due":true}' }],
    });
    await call('dynamodb', 'PutItem', { TableName: output('State'), Item: { pk: { S: 'a' } } });
    expect(await call('dynamodb', 'DescribeTimeToLive', { TableName: output('State') })).toMatchObject({
      TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED' },
    });

    await call('cloudformation', 'DeleteStack', { StackName: StackId });
    const gone = await settled(StackId);
    expect([gone.StackStatus, gone.StackStatusReason]).toEqual(['DELETE_COMPLETE', undefined]);
    expect(await call('sqs', 'ListQueues', {})).toMatchObject({ QueueUrls: [] });
    expect(await call('servicecatalog', 'ListPortfolios', {})).toMatchObject({ PortfolioDetails: [] });
    expect(await call('events', 'ListRules', {})).toMatchObject({ Rules: [] });
    await kernel.stop();
  });
});
