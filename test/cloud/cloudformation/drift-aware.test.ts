import { expect, it } from 'vitest';
import { genericResources, removeGenericResource } from '../../../src/cloud/resource-types/generic-registry.ts';
import { type CloudUnderTest, cloudUnderTest, PLACE } from './cloud-under-test.ts';

const TEMPLATE = {
  Resources: {
    Logs: { Type: 'AWS::Kinesis::Stream', Properties: { ShardCount: 1 } },
    Reader: {
      Type: 'AWS::Kinesis::StreamConsumer',
      Properties: { StreamARN: { 'Fn::GetAtt': ['Logs', 'Arn'] }, ConsumerName: 'reader' },
    },
  },
  Outputs: { Name: { Value: { Ref: 'Logs' } } },
};

async function withoutStream(): Promise<{ cloud: CloudUnderTest; before: string }> {
  const cloud = cloudUnderTest();
  await cloud.create('demo', TEMPLATE);
  const [stream] = genericResources(cloud.kernel, PLACE, 'AWS::Kinesis::Stream');
  removeGenericResource(cloud.kernel, PLACE, stream!);
  return { cloud, before: stream!.physicalId };
}

it('makes what was deleted elsewhere again, with what refers to it', async () => {
  const { cloud, before } = await withoutStream();
  expect((await cloud.changeSet('demo', TEMPLATE)).Status).toBe('FAILED');
  await cloud.call('DeleteChangeSet', { StackName: 'demo', ChangeSetName: 'change' });
  const { Changes, DeploymentMode } = await cloud.changeSet('demo', TEMPLATE, { DeploymentMode: 'REVERT_DRIFT' });
  const seen = Changes?.map(({ ResourceChange: { Action, LogicalResourceId, ResourceDriftStatus } = {} }) => {
    return `${Action} ${LogicalResourceId} ${ResourceDriftStatus}`;
  });
  expect([DeploymentMode, seen]).toEqual(['REVERT_DRIFT', ['Add Logs DELETED', 'Modify Reader IN_SYNC']]);
  await cloud.call('ExecuteChangeSet', { StackName: 'demo', ChangeSetName: 'change' });
  expect(await cloud.rest('demo')).toMatchObject({ StackStatus: 'UPDATE_COMPLETE' });
  const after = (await cloud.resource('demo', 'Logs')).PhysicalResourceId;
  expect(after).not.toBe(before);
  expect(genericResources(cloud.kernel, PLACE, 'AWS::Kinesis::Stream').map(({ physicalId }) => physicalId)).toEqual([
    after,
  ]);
  expect((await cloud.stack('demo')).Outputs).toMatchObject([{ OutputKey: 'Name', OutputValue: after }]);
});

it('sets a changed property back', async () => {
  const cloud = cloudUnderTest();
  await cloud.create('demo', TEMPLATE);
  const [stream] = genericResources(cloud.kernel, PLACE, 'AWS::Kinesis::Stream');
  stream!.properties = { ShardCount: 9 };
  const { Changes } = await cloud.changeSet('demo', TEMPLATE, { DeploymentMode: 'REVERT_DRIFT' });
  expect(Changes).toMatchObject([
    {
      ResourceChange: {
        Action: 'Modify',
        LogicalResourceId: 'Logs',
        ResourceDriftStatus: 'MODIFIED',
        Details: [{ Target: { Name: 'ShardCount', BeforeValue: '9', AfterValue: '1' } }],
      },
    },
  ]);
  await cloud.call('ExecuteChangeSet', { StackName: 'demo', ChangeSetName: 'change' });
  await cloud.rest('demo');
  expect(stream!.properties).toEqual({ ShardCount: 1 });
});

it('is empty where nothing drifted, and refuses to create a stack', async () => {
  const cloud = cloudUnderTest();
  await cloud.create('demo', TEMPLATE);
  expect((await cloud.changeSet('demo', TEMPLATE, { DeploymentMode: 'REVERT_DRIFT' })).Status).toBe('FAILED');
  const creation = { ChangeSetType: 'CREATE', DeploymentMode: 'REVERT_DRIFT' };
  await expect(cloud.changeSet('other', TEMPLATE, creation)).rejects.toThrow('type UPDATE');
});
