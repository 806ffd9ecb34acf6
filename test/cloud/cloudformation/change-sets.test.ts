import type { Change } from '@aws-sdk/client-cloudformation';
import { expect, it } from 'vitest';
import { cloudUnderTest } from './cloud-under-test.ts';

const topic = (properties: object, more: object = {}) => ({ Type: 'AWS::SNS::Topic', Properties: properties, ...more });

const BEFORE = {
  Parameters: { Label: { Type: 'String', Default: 'a' } },
  Resources: {
    Renamed: topic({ TopicName: 'one' }),
    Labelled: topic({ DisplayName: { Ref: 'Label' } }),
    Dropped: topic({}, { DeletionPolicy: 'Retain' }),
    Same: topic({ TopicName: 'same' }),
    Follower: {
      Type: 'AWS::SNS::Subscription',
      Properties: { TopicArn: { Ref: 'Renamed' }, Protocol: 'sqs', Endpoint: 'x' },
    },
  },
};
const AFTER = {
  ...BEFORE,
  Resources: {
    Renamed: topic({ TopicName: 'two' }),
    Labelled: topic({ DisplayName: { Ref: 'Label' } }),
    Added: topic({ TopicName: 'new' }),
    Same: topic({ TopicName: 'same' }),
    Follower: BEFORE.Resources.Follower,
  },
};

const byId = (changes: readonly Change[] | undefined, logicalId: string) =>
  changes?.find(({ ResourceChange }) => ResourceChange?.LogicalResourceId === logicalId)?.ResourceChange;

it('shows what would change, and changes nothing', async () => {
  const cloud = cloudUnderTest();
  await cloud.create('demo', BEFORE);
  const { Changes, Status, ExecutionStatus } = await cloud.changeSet('demo', AFTER, {
    Parameters: [{ ParameterKey: 'Label', ParameterValue: 'b' }],
  });
  expect([Status, ExecutionStatus]).toEqual(['CREATE_COMPLETE', 'AVAILABLE']);
  expect(Changes).toHaveLength(5);
  expect(byId(Changes, 'Renamed')).toMatchObject({
    Action: 'Modify',
    Replacement: 'True',
    PolicyAction: 'ReplaceAndDelete',
    Scope: ['Properties'],
    Details: [
      {
        Target: {
          Attribute: 'Properties',
          Name: 'TopicName',
          RequiresRecreation: 'Always',
          BeforeValue: 'one',
          AfterValue: 'two',
        },
        Evaluation: 'Static',
        ChangeSource: 'DirectModification',
      },
    ],
  });
  expect(byId(Changes, 'Labelled')).toMatchObject({
    Action: 'Modify',
    Replacement: 'False',
    Details: [{ ChangeSource: 'ParameterReference', CausingEntity: 'Label', Target: { AfterValue: 'b' } }],
  });
  expect(byId(Changes, 'Follower')).toMatchObject({
    Replacement: 'True',
    Details: [
      {
        ChangeSource: 'ResourceReference',
        CausingEntity: 'Renamed',
        Target: { AfterValue: '{{changeSet:KNOWN_AFTER_APPLY}}' },
      },
    ],
  });
  expect(byId(Changes, 'Added')).toMatchObject({ Action: 'Add' });
  expect(byId(Changes, 'Dropped')).toMatchObject({ Action: 'Remove', PolicyAction: 'Retain' });
  expect((await cloud.stack('demo')).StackStatus).toBe('CREATE_COMPLETE');
});

it('does what it showed', async () => {
  const cloud = cloudUnderTest();
  await cloud.create('demo', BEFORE);
  const { ChangeSetId } = await cloud.changeSet('demo', AFTER);
  await cloud.call('ExecuteChangeSet', { ChangeSetName: ChangeSetId, ClientRequestToken: 'run-1' });
  const stack = await cloud.rest('demo');
  expect(stack).toMatchObject({ StackStatus: 'UPDATE_COMPLETE', ChangeSetId });
  expect(await cloud.call('DescribeChangeSet', { ChangeSetName: ChangeSetId })).toMatchObject({
    ExecutionStatus: 'EXECUTE_COMPLETE',
  });
  await expect(cloud.call('ExecuteChangeSet', { ChangeSetName: ChangeSetId })).rejects.toMatchObject({
    code: 'InvalidChangeSetStatus',
  });
});

it('fails when there is nothing to change', async () => {
  const cloud = cloudUnderTest();
  await cloud.create('demo', BEFORE);
  const changeSet = await cloud.changeSet('demo', BEFORE);
  expect(changeSet).toMatchObject({
    Status: 'FAILED',
    ExecutionStatus: 'UNAVAILABLE',
    StatusReason:
      "The submitted information didn't contain changes. Submit different information to create a change set.",
  });
  await expect(cloud.call('ExecuteChangeSet', { ChangeSetName: changeSet.ChangeSetId })).rejects.toThrow(
    'cannot be executed in its current status of [FAILED]',
  );
});

it('creates a stack by way of a review', async () => {
  const cloud = cloudUnderTest();
  const changeSet = await cloud.changeSet('demo', BEFORE, { ChangeSetType: 'CREATE' });
  expect((await cloud.stack('demo')).StackStatus).toBe('REVIEW_IN_PROGRESS');
  expect(changeSet.Changes?.every(({ ResourceChange }) => ResourceChange?.Action === 'Add')).toBe(true);
  await cloud.call('ExecuteChangeSet', { ChangeSetName: 'change', StackName: 'demo' });
  await cloud.kernel.clock.drive(cloud.kernel.clock.sleep(1));
  expect((await cloud.rest('demo')).StackStatus).toBe('CREATE_COMPLETE');
  await expect(cloud.changeSet('demo', BEFORE, { ChangeSetType: 'CREATE', ChangeSetName: 'again' })).rejects.toThrow(
    'Stack [demo] already exists and cannot be created again with the changeSet [again].',
  );
});

it('is listed, deleted and then not found', async () => {
  const cloud = cloudUnderTest();
  await cloud.create('demo', BEFORE);
  await cloud.changeSet('demo', AFTER);
  await expect(cloud.changeSet('demo', AFTER)).rejects.toMatchObject({ code: 'AlreadyExistsException' });
  expect(await cloud.call('ListChangeSets', { StackName: 'demo' })).toMatchObject({
    Summaries: [{ ChangeSetName: 'change' }],
  });
  await cloud.call('DeleteChangeSet', { StackName: 'demo', ChangeSetName: 'change' });
  await expect(cloud.call('DescribeChangeSet', { StackName: 'demo', ChangeSetName: 'change' })).rejects.toMatchObject({
    code: 'ChangeSetNotFound',
    message: 'ChangeSet [change] does not exist',
  });
});

it('leaves nothing behind when a reviewed stack is deleted', async () => {
  const cloud = cloudUnderTest();
  await cloud.changeSet('demo', BEFORE, { ChangeSetType: 'CREATE' });
  await cloud.call('DeleteStack', { StackName: 'demo' });
  await cloud.kernel.clock.drive(cloud.kernel.clock.sleep(60));
  await expect(cloud.stack('demo')).rejects.toThrow('Stack with id demo does not exist');
});
