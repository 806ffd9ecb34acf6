import { expect, it } from 'vitest';
import { findGenericResource } from '../../../src/cloud/resource-types/generic-registry.ts';
import { cloudUnderTest, PLACE } from './cloud-under-test.ts';

const TOPIC = {
  Resources: { Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'news', DisplayName: 'News' } } },
};

it('publishes each change of a stack’s status', async () => {
  const cloud = cloudUnderTest();
  const { StackId } = await cloud.create('demo', TOPIC, { ClientRequestToken: 'run-1' });
  const stackEvents = cloud.published.filter(({ detailType }) => detailType === 'CloudFormation Stack Status Change');
  expect(stackEvents.at(-1)).toEqual({
    source: 'aws.cloudformation',
    detailType: 'CloudFormation Stack Status Change',
    resources: [StackId],
    detail: {
      'stack-id': StackId,
      'status-details': { status: 'CREATE_COMPLETE', 'status-reason': '' },
      'client-request-token': 'run-1',
    },
  });
});

it('publishes each change of a resource’s status', async () => {
  const cloud = cloudUnderTest();
  const { StackId } = await cloud.create('demo', TOPIC);
  const event = cloud.published.findLast(({ detailType }) => detailType === 'CloudFormation Resource Status Change');
  expect(event?.detail).toEqual({
    'stack-id': StackId,
    'logical-resource-id': 'Topic',
    'physical-resource-id': 'arn:aws:sns:eu-west-1:111122223333:news',
    'status-details': { status: 'CREATE_COMPLETE', 'status-reason': '' },
    'resource-type': 'AWS::SNS::Topic',
    'client-request-token': '',
  });
});

it('pages through events, newest first', async () => {
  const cloud = cloudUnderTest();
  const topics = Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [`Topic${index}`, { Type: 'AWS::SNS::Topic' }]),
  );
  await cloud.create('demo', { Resources: topics });
  const first = await cloud.call<{ StackEvents: { ResourceStatus: string }[]; NextToken?: string }>(
    'DescribeStackEvents',
    {
      StackName: 'demo',
    },
  );
  expect(first.StackEvents).toHaveLength(100);
  expect(first.StackEvents[0]?.ResourceStatus).toBe('CREATE_COMPLETE');
  expect(await cloud.rawEvents('demo')).toHaveLength(122);
});

it('finds out what was changed behind its back', async () => {
  const cloud = cloudUnderTest();
  await cloud.create('demo', TOPIC);
  const physicalId = 'arn:aws:sns:eu-west-1:111122223333:news';
  const actual = findGenericResource(cloud.kernel, PLACE, { typeName: 'AWS::SNS::Topic', physicalId })!;
  const detect = async () => {
    const { StackDriftDetectionId } = await cloud.call<{ StackDriftDetectionId: string }>('DetectStackDrift', {
      StackName: 'demo',
    });
    await cloud.kernel.clock.drive(cloud.kernel.clock.sleep(60));
    return cloud.call('DescribeStackDriftDetectionStatus', { StackDriftDetectionId });
  };
  expect(await detect()).toMatchObject({ DetectionStatus: 'DETECTION_COMPLETE', StackDriftStatus: 'IN_SYNC' });
  actual.properties = { ...actual.properties, DisplayName: 'Olds' };
  expect(await detect()).toMatchObject({ StackDriftStatus: 'DRIFTED', DriftedStackResourceCount: 1 });
  expect(await cloud.call('DescribeStackResourceDrifts', { StackName: 'demo' })).toMatchObject({
    StackResourceDrifts: [
      {
        LogicalResourceId: 'Topic',
        StackResourceDriftStatus: 'MODIFIED',
        PropertyDifferences: [
          { PropertyPath: '/DisplayName', ExpectedValue: '"News"', ActualValue: '"Olds"', DifferenceType: 'NOT_EQUAL' },
        ],
      },
    ],
  });
});

it('keeps what a stack policy denies from being updated', async () => {
  const cloud = cloudUnderTest();
  await cloud.create('demo', TOPIC);
  const policy = {
    Statement: [
      { Effect: 'Allow', Principal: '*', Action: 'Update:*', Resource: '*' },
      { Effect: 'Deny', Principal: '*', Action: 'Update:Replace', Resource: 'LogicalResourceId/Topic' },
    ],
  };
  await cloud.call('SetStackPolicy', { StackName: 'demo', StackPolicyBody: JSON.stringify(policy) });
  const topic = (properties: object) => ({ Resources: { Topic: { Type: 'AWS::SNS::Topic', Properties: properties } } });
  await expect(cloud.update('demo', topic({ TopicName: 'olds', DisplayName: 'News' }))).rejects.toThrow(
    'Action denied by stack policy',
  );
  expect((await cloud.update('demo', topic({ TopicName: 'news', DisplayName: 'Hot' }))).StackStatus).toBe(
    'UPDATE_COMPLETE',
  );
});

it('refuses a stack policy by URL, which it would not read', async () => {
  const cloud = cloudUnderTest();
  const refused = { code: 'NotImplemented' };
  const StackPolicyURL = 'https://s3.amazonaws.com/policies/policy.json';
  await expect(cloud.create('demo', TOPIC, { StackPolicyURL })).rejects.toMatchObject(refused);
  await cloud.create('demo', TOPIC);
  await expect(cloud.update('demo', TOPIC, { StackPolicyDuringUpdateURL: StackPolicyURL })).rejects.toMatchObject(
    refused,
  );
});

it('hands back the template it was given, and lists stacks by status', async () => {
  const cloud = cloudUnderTest();
  await cloud.create('demo', TOPIC);
  await cloud.create('gone', { Resources: { Topic: { Type: 'AWS::SNS::Topic' } } });
  await cloud.remove('gone');
  expect(await cloud.call('GetTemplate', { StackName: 'demo' })).toMatchObject({ TemplateBody: JSON.stringify(TOPIC) });
  expect(await cloud.call('ListStacks', { StackStatusFilter: ['DELETE_COMPLETE'] })).toMatchObject({
    StackSummaries: [{ StackName: 'gone' }],
  });
  expect(await cloud.call('DescribeStacks', {})).toMatchObject({ Stacks: [{ StackName: 'demo' }] });
});
