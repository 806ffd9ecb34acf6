import { expect, it } from 'vitest';
import { cloudUnderTest, PLACE } from './cloud-under-test.ts';
import { queue, stubbornType } from './stubborn-type.ts';

function stubbornCloud() {
  const { type, stubborn } = stubbornType();
  return { cloud: cloudUnderTest([], [type]), stubborn };
}

it('changes in place what may be changed in place', async () => {
  const { cloud, stubborn } = stubbornCloud();
  await cloud.create('demo', { Resources: { One: queue(1), Two: queue(2) } });
  const before = await cloud.resource('demo', 'One');
  const stack = await cloud.update('demo', { Resources: { One: queue(5), Two: queue(2) } });
  expect(stack.StackStatus).toBe('UPDATE_COMPLETE');
  expect((await cloud.resource('demo', 'One')).PhysicalResourceId).toBe(before.PhysicalResourceId);
  expect(stubborn.calls).toEqual(['create One', 'create Two', 'update One']);
  expect((await cloud.events('demo')).slice(-5)).toEqual([
    'demo UPDATE_IN_PROGRESS',
    'One UPDATE_IN_PROGRESS',
    'One UPDATE_COMPLETE',
    'demo UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'demo UPDATE_COMPLETE',
  ]);
});

it('replaces what a create-only property changes, and deletes the old one afterwards', async () => {
  const { cloud } = stubbornCloud();
  const topic = (name: string) => ({ Type: 'AWS::SNS::Topic', Properties: { TopicName: name } });
  const user = {
    Type: 'AWS::SNS::Subscription',
    Properties: { TopicArn: { Ref: 'Topic' }, Protocol: 'sqs', Endpoint: 'x' },
  };
  await cloud.create('demo', { Resources: { Topic: topic('one'), User: user } });
  await cloud.update('demo', { Resources: { Topic: topic('two'), User: user } });
  expect((await cloud.resource('demo', 'Topic')).PhysicalResourceId).toBe('arn:aws:sns:eu-west-1:111122223333:two');
  expect((await cloud.events('demo')).slice(-13)).toEqual([
    'demo UPDATE_IN_PROGRESS',
    'Topic UPDATE_IN_PROGRESS',
    'Topic UPDATE_IN_PROGRESS',
    'Topic UPDATE_COMPLETE',
    'User UPDATE_IN_PROGRESS',
    'User UPDATE_IN_PROGRESS',
    'User UPDATE_COMPLETE',
    'demo UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'User DELETE_IN_PROGRESS',
    'User DELETE_COMPLETE',
    'Topic DELETE_IN_PROGRESS',
    'Topic DELETE_COMPLETE',
    'demo UPDATE_COMPLETE',
  ]);
});

it('refuses to replace what has a fixed name that stays', async () => {
  const { cloud } = stubbornCloud();
  const table = (key: string) => ({
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      TableName: 'orders',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: key, KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: key, AttributeType: 'S' }],
    },
  });
  await cloud.create('demo', { Resources: { Table: table('id') } });
  const stack = await cloud.update('demo', { Resources: { Table: table('key') } });
  expect(stack.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
  const failed = (await cloud.rawEvents('demo')).find(({ ResourceStatus }) => ResourceStatus === 'UPDATE_FAILED');
  expect(failed?.ResourceStatusReason).toBe(
    'CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename orders and update the stack again.',
  );
  expect((await cloud.resource('demo', 'Table')).PhysicalResourceId).toBe('orders');
});

it('deletes what the template no longer has, at the end, and keeps what is retained', async () => {
  const { cloud, stubborn } = stubbornCloud();
  await cloud.create('demo', {
    Resources: { Stays: queue(), Goes: queue(), Kept: queue(0, { DeletionPolicy: 'Retain' }) },
  });
  await cloud.update('demo', { Resources: { Stays: queue(7) } });
  expect(stubborn.calls.slice(3)).toEqual(['update Stays', 'physically delete queue-Goes-2', 'delete Goes']);
  expect(await cloud.events('demo')).toContain('Kept DELETE_SKIPPED');
  expect(await cloud.resource('demo', 'Kept')).toBeUndefined();
});

it('says so when nothing changes', async () => {
  const { cloud } = stubbornCloud();
  await cloud.create('demo', { Resources: { One: queue(1) } });
  await expect(cloud.update('demo', { Resources: { One: queue(1) }, Description: 'other words' })).rejects.toThrow(
    'No updates are to be performed.',
  );
});

it('updates outputs and tags alone', async () => {
  const { cloud } = stubbornCloud();
  const Resources = { One: queue(1) };
  await cloud.create('demo', { Resources });
  const stack = await cloud.update(
    'demo',
    { Resources, Outputs: { Name: { Value: 'x' } } },
    { Tags: [{ Key: 'team', Value: 'a' }] },
  );
  expect(stack.Outputs?.[0]?.OutputValue).toBe('x');
  expect(stack.Tags).toEqual([{ Key: 'team', Value: 'a' }]);
});

it('takes one operation at a time', async () => {
  const { cloud } = stubbornCloud();
  const { StackId } = await cloud.create('demo', { Resources: { One: queue(1) } });
  const update = (delay: number) =>
    cloud.call('UpdateStack', {
      StackName: 'demo',
      TemplateBody: JSON.stringify({ Resources: { One: queue(delay) } }),
    });
  await update(2);
  await expect(update(3)).rejects.toThrow(`Stack:${StackId} is in UPDATE_IN_PROGRESS state and can not be updated.`);
});

it('takes the same request under the same token once', async () => {
  const { cloud } = stubbornCloud();
  const input = {
    StackName: 'demo',
    TemplateBody: JSON.stringify({ Resources: { One: queue(1) } }),
    ClientRequestToken: 't1',
  };
  const first = await cloud.call<{ StackId: string }>('CreateStack', input);
  expect(await cloud.call('CreateStack', input)).toEqual(first);
  await expect(cloud.call('CreateStack', { ...input, DisableRollback: true })).rejects.toMatchObject({
    code: 'TokenAlreadyExistsException',
  });
  await cloud.rest('demo');
  const events = await cloud.rawEvents('demo');
  expect(events.every(({ ClientRequestToken }) => ClientRequestToken === 't1')).toBe(true);
});

it('makes one stack of two requests that come at once', async () => {
  const { cloud } = stubbornCloud();
  const request = (token: string) =>
    cloud.kernel.invoke<{ StackId: string }>(
      'cloudformation',
      'CreateStack',
      { StackName: 'demo', TemplateBody: JSON.stringify({ Resources: { One: queue(1) } }), ClientRequestToken: token },
      PLACE,
    );
  const answers = await cloud.kernel.clock.drive(Promise.allSettled([request('t1'), request('t1'), request('t2')]));
  const ids = answers.map((answer) => (answer.status === 'fulfilled' ? answer.value.StackId : answer.reason.code));
  expect(ids[1]).toBe(ids[0]);
  expect(ids[2]).toBe('AlreadyExistsException');
});

it('applies a change of nothing but policies, and a change set shows it', async () => {
  const { cloud, stubborn } = stubbornCloud();
  const template = (DeletionPolicy: string) => ({ Resources: { One: queue(1, { DeletionPolicy }) } });
  await cloud.create('demo', template('Retain'));
  const { Changes } = await cloud.changeSet('demo', template('Delete'), { ChangeSetType: 'UPDATE' });
  expect(Changes?.map(({ ResourceChange }) => ResourceChange)).toMatchObject([
    { Action: 'Modify', LogicalResourceId: 'One', Replacement: 'False', Scope: ['DeletionPolicy'] },
  ]);
  expect((await cloud.update('demo', template('Delete'))).StackStatus).toBe('UPDATE_COMPLETE');
  await cloud.remove('demo');
  expect(stubborn.calls.filter((call) => !call.startsWith('physically'))).toEqual(['create One', 'delete One']);
});
