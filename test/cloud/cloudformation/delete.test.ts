import { expect, it } from 'vitest';
import { genericResources } from '../../../src/cloud/resource-types/generic-registry.ts';
import { cloudUnderTest, PLACE } from './cloud-under-test.ts';
import { queue, stubbornType } from './stubborn-type.ts';

function stubbornCloud() {
  const { type, stubborn } = stubbornType();
  return { cloud: cloudUnderTest([], [type]), stubborn };
}

it('deletes dependents first', async () => {
  const { cloud, stubborn } = stubbornCloud();
  const named = { Type: 'AWS::SQS::Queue', Properties: { QueueName: { 'Fn::Sub': `\${A}-b` } } };
  await cloud.create('demo', { Resources: { A: queue(), B: named, C: queue(0, { DependsOn: 'B' }) } });
  stubborn.calls.length = 0;
  await cloud.remove('demo');
  expect(stubborn.calls.filter((call) => call.startsWith('delete'))).toEqual(['delete C', 'delete B', 'delete A']);
});

it('fails with the reason, then lets go of what it is told to retain', async () => {
  const { cloud, stubborn } = stubbornCloud();
  await cloud.create('demo', { Resources: { A: queue(), B: queue() } });
  stubborn.failDelete.add('A');
  const failed = await cloud.remove('demo');
  expect(failed).toMatchObject({
    StackStatus: 'DELETE_FAILED',
    StackStatusReason: 'The following resource(s) failed to delete: [A]. ',
  });
  expect((await cloud.resource('demo', 'A')).ResourceStatusReason).toBe('A will not delete');
  expect((await cloud.remove('demo', { RetainResources: ['A'] })).StackStatus).toBe('DELETE_COMPLETE');
});

it('deletes by force', async () => {
  const { cloud, stubborn } = stubbornCloud();
  await cloud.create('demo', { Resources: { A: queue() } });
  stubborn.failDelete.add('A');
  await cloud.remove('demo');
  expect((await cloud.remove('demo', { DeletionMode: 'FORCE_DELETE_STACK' })).StackStatus).toBe('DELETE_COMPLETE');
});

it('retains only in a stack whose deletion failed', async () => {
  const { cloud } = stubbornCloud();
  await cloud.create('demo', { Resources: { A: queue() } });
  await expect(cloud.remove('demo', { RetainResources: ['A'] })).rejects.toThrow('DELETE_FAILED');
});

it('respects termination protection', async () => {
  const { cloud } = stubbornCloud();
  await cloud.create('demo', { Resources: { A: queue() } }, { EnableTerminationProtection: true });
  await expect(cloud.remove('demo')).rejects.toThrow(
    'Stack [demo] cannot be deleted while TerminationProtection is enabled',
  );
  await cloud.call('UpdateTerminationProtection', { StackName: 'demo', EnableTerminationProtection: false });
  expect((await cloud.remove('demo')).StackStatus).toBe('DELETE_COMPLETE');
});

it('keeps data by policy, and its name stays taken', async () => {
  const cloud = cloudUnderTest();
  const template = {
    Resources: { Files: { Type: 'AWS::S3::Bucket', DeletionPolicy: 'Retain', Properties: { BucketName: 'files' } } },
  };
  const { StackId } = await cloud.create('one', template);
  await expect(cloud.create('two', template).then(({ StackStatus }) => StackStatus)).resolves.toBe('ROLLBACK_COMPLETE');
  const reasons = (await cloud.rawEvents('two')).map(({ ResourceStatusReason }) => ResourceStatusReason);
  expect(reasons).toContain(`files already exists in stack ${StackId}`);
  await cloud.remove('one');
  expect(await cloud.events(StackId!)).toContain('Files DELETE_SKIPPED');
  expect(genericResources(cloud.kernel, PLACE, 'AWS::S3::Bucket').map(({ physicalId }) => physicalId)).toEqual([
    'files',
  ]);
  await cloud.create('three', template);
  expect(
    (await cloud.rawEvents('three')).some(({ ResourceStatusReason }) =>
      /HandlerErrorCode: AlreadyExists/.test(ResourceStatusReason ?? ''),
    ),
  ).toBe(true);
});

it('leaves a final snapshot of a database, unless told otherwise', async () => {
  const cloud = cloudUnderTest();
  const database = (more: object) => ({
    Type: 'AWS::RDS::DBInstance',
    Properties: {
      DBInstanceClass: 'db.t4g.micro',
      Engine: 'mysql',
      AllocatedStorage: 20,
      MasterUsername: 'admin',
      MasterUserPassword: 'secret-word',
    },
    ...more,
  });
  await cloud.create('demo', { Resources: { Kept: database({}), Gone: database({ DeletionPolicy: 'Delete' }) } });
  await cloud.remove('demo');
  const snapshots = genericResources(cloud.kernel, PLACE, 'AWS::RDS::DBInstance snapshot');
  expect(snapshots.map(({ logicalId }) => logicalId)).toEqual(['Kept']);
  expect(genericResources(cloud.kernel, PLACE, 'AWS::RDS::DBInstance')).toEqual([]);
});

it('does nothing for a stack that is not there', async () => {
  const cloud = cloudUnderTest();
  expect(await cloud.call('DeleteStack', { StackName: 'nope' })).toEqual({});
});
