import {
  CloudFormationClient,
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackResourceDriftsCommand,
  DetectStackDriftCommand,
} from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { drift } from '../../src/aws/drift.ts';
import { stubSettings } from './stubbed-settings.ts';

const target = { account: '111122223333', region: 'eu-west-1' };
const cloudFormation = mockClient(CloudFormationClient);

stubSettings();
beforeEach(() => {
  cloudFormation.reset();
});

afterAll(() => {
  cloudFormation.restore();
});

test('a stack that CloudFormation refuses says why, and throttling is repeated', async () => {
  const refused = Object.assign(new Error('it is in UPDATE_IN_PROGRESS state'), { name: 'ValidationError' });
  cloudFormation.on(DetectStackDriftCommand).rejects(refused);
  expect(await drift.start(target, 'arn:stack')).toEqual({ refused: 'it is in UPDATE_IN_PROGRESS state' });
  cloudFormation.on(DetectStackDriftCommand).rejects(Object.assign(new Error('slow'), { name: 'Throttling' }));
  await expect(drift.start(target, 'arn:stack')).rejects.toMatchObject({ name: 'Throttling' });
});

test('a detection that failed for one resource is complete for the others, with the reason', async () => {
  const status = { StackId: '', StackDriftDetectionId: 'd', Timestamp: new Date(0) };
  const detected = cloudFormation.on(DescribeStackDriftDetectionStatusCommand);
  detected.resolves({ ...status, DetectionStatus: 'DETECTION_IN_PROGRESS' });
  expect(await drift.detection(target, 'd')).toEqual({ status: 'in-progress' });
  detected.resolves({ ...status, DetectionStatus: 'DETECTION_COMPLETE' });
  expect(await drift.detection(target, 'd')).toEqual({ status: 'complete' });
  detected.resolves({ ...status, DetectionStatus: 'DETECTION_FAILED', DetectionStatusReason: 'denied' });
  expect(await drift.detection(target, 'd')).toEqual({ status: 'complete', reason: 'denied' });
});

test('resources are read from every page, by the paths of what differs and without values', async () => {
  const resource = (LogicalResourceId: string) => ({
    ...{ StackId: '', LogicalResourceId, ResourceType: 'AWS::SNS::Topic', Timestamp: new Date(0) },
    StackResourceDriftStatus: 'MODIFIED' as const,
    PropertyDifferences: [
      { PropertyPath: '/Name', ExpectedValue: 'a', ActualValue: 'secret', DifferenceType: 'NOT_EQUAL' as const },
    ],
  });
  cloudFormation
    .on(DescribeStackResourceDriftsCommand)
    .resolvesOnce({ StackResourceDrifts: [resource('One')], NextToken: 'next' })
    .resolvesOnce({ StackResourceDrifts: [resource('Two')] });
  const found = await drift.resources(target, 'arn:stack');
  expect(found.map(({ logicalId }) => logicalId)).toEqual(['One', 'Two']);
  expect(found[0]).toEqual({ logicalId: 'One', type: 'AWS::SNS::Topic', status: 'MODIFIED', properties: ['/Name'] });
});
