import { expect, it } from 'vitest';
import { cloudUnderTest } from './cloud-under-test.ts';
import { queue, stubbornType } from './stubborn-type.ts';

function stubbornCloud() {
  const { type, stubborn } = stubbornType();
  return { cloud: cloudUnderTest([], [type]), stubborn };
}

const topic = (name: string, more: object = {}) => ({
  Type: 'AWS::SNS::Topic',
  Properties: { TopicName: name },
  ...more,
});

it('takes a failed update back: changes, replacements and additions', async () => {
  const { cloud, stubborn } = stubbornCloud();
  await cloud.create('demo', {
    Resources: { One: queue(1), Topic: topic('old') },
    Outputs: { Name: { Value: 'old' } },
  });
  stubborn.failCreate.add('Bad');
  const stack = await cloud.update('demo', {
    Resources: {
      One: queue(2),
      Topic: topic('new'),
      Added: queue(3),
      Bad: queue(4, { DependsOn: ['One', 'Topic', 'Added'] }),
    },
    Outputs: { Name: { Value: 'new' } },
  });
  expect(stack.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(stack.Outputs?.[0]?.OutputValue).toBe('old');
  expect((await cloud.resource('demo', 'Topic')).PhysicalResourceId).toBe('arn:aws:sns:eu-west-1:111122223333:old');
  expect(await cloud.resource('demo', 'Added')).toBeUndefined();
  expect(stubborn.calls).toEqual([
    'create One',
    'update One',
    'create Added',
    'create Bad',
    'update One',
    'physically delete queue-Added-2',
    'delete Added',
  ]);
  const events = (await cloud.events('demo')).filter((event) => event.startsWith('demo '));
  expect(events.slice(-4)).toEqual([
    'demo UPDATE_IN_PROGRESS',
    'demo UPDATE_ROLLBACK_IN_PROGRESS',
    'demo UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
    'demo UPDATE_ROLLBACK_COMPLETE',
  ]);
  const again = await cloud.update('demo', { Resources: { One: queue(9), Topic: topic('old') } });
  expect(again.StackStatus).toBe('UPDATE_COMPLETE');
});

it('gets stuck when a resource will not go back, and goes on without it', async () => {
  const { cloud, stubborn } = stubbornCloud();
  await cloud.create('demo', { Resources: { One: queue(1), Two: queue(1) } });
  stubborn.failUpdate.add('One');
  const stack = await cloud.update('demo', { Resources: { One: queue(2), Two: queue(2) } });
  expect(stack.StackStatus).toBe('UPDATE_ROLLBACK_FAILED');
  expect(stack.StackStatusReason).toBe('The following resource(s) failed to update: [One]. ');
  await expect(cloud.update('demo', { Resources: { One: queue(3) } })).rejects.toThrow(
    'is in UPDATE_ROLLBACK_FAILED state and can not be updated.',
  );
  await cloud.call('ContinueUpdateRollback', { StackName: 'demo' });
  expect((await cloud.rest('demo')).StackStatus).toBe('UPDATE_ROLLBACK_FAILED');
  await cloud.call('ContinueUpdateRollback', { StackName: 'demo', ResourcesToSkip: ['One'] });
  expect((await cloud.rest('demo')).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
});

it('skips nothing that was only cancelled', async () => {
  const { cloud, stubborn } = stubbornCloud();
  await cloud.create('demo', { Resources: { One: queue(1), SlowTwo: queue(1, { DependsOn: ['One'] }) } });
  stubborn.failUpdate.add('One');
  const stack = await cloud.update('demo', { Resources: { One: queue(2), SlowTwo: queue(2) } });
  expect(stack.StackStatus).toBe('UPDATE_ROLLBACK_FAILED');
  expect((await cloud.resource('demo', 'SlowTwo'))?.ResourceStatusReason).toBe('Resource update cancelled');
  const tooMuch = cloud.call('ContinueUpdateRollback', { StackName: 'demo', ResourcesToSkip: ['One', 'SlowTwo'] });
  await expect(tooMuch).rejects.toThrow('cannot be skipped: [SlowTwo]');
});

it('continues a rollback once the resource gives in', async () => {
  const { cloud, stubborn } = stubbornCloud();
  await cloud.create('demo', { Resources: { One: queue(1) } });
  stubborn.failUpdate.add('One');
  await cloud.update('demo', { Resources: { One: queue(2) } });
  stubborn.failUpdate.clear();
  await cloud.call('ContinueUpdateRollback', { StackName: 'demo' });
  expect((await cloud.rest('demo')).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
});

it('cancels an update under way', async () => {
  const { cloud } = stubbornCloud();
  await cloud.create('demo', { Resources: { SlowOne: queue(1) } });
  await cloud.call('UpdateStack', {
    StackName: 'demo',
    TemplateBody: JSON.stringify({ Resources: { SlowOne: queue(2) } }),
  });
  await cloud.kernel.clock.drive(cloud.kernel.clock.sleep(60));
  await cloud.call('CancelUpdateStack', { StackName: 'demo' });
  expect((await cloud.rest('demo')).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
  const events = await cloud.rawEvents('demo');
  const cancelled = events.find(({ ResourceStatus }) => ResourceStatus === 'UPDATE_FAILED');
  expect(cancelled?.ResourceStatusReason).toBe('Resource update cancelled');
  await expect(cloud.call('CancelUpdateStack', { StackName: 'demo' })).rejects.toThrow(
    'CancelUpdateStack cannot be called from current stack status',
  );
});

it('stays as it is when rollback is disabled, then is tried again or rolled back', async () => {
  const { cloud, stubborn } = stubbornCloud();
  await cloud.create('demo', { Resources: { One: queue(1), Two: queue(1) } });
  stubborn.failUpdate.add('One');
  const wanted = { Resources: { One: queue(2), Two: queue(2) } };
  expect((await cloud.update('demo', wanted, { DisableRollback: true })).StackStatus).toBe('UPDATE_FAILED');
  expect((await cloud.resource('demo', 'Two')).ResourceStatus).toBe('UPDATE_COMPLETE');
  expect((await cloud.update('demo', wanted, { DisableRollback: true })).StackStatus).toBe('UPDATE_FAILED');
  stubborn.failUpdate.clear();
  await cloud.call('RollbackStack', { StackName: 'demo' });
  expect((await cloud.rest('demo')).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect((await cloud.update('demo', wanted)).StackStatus).toBe('UPDATE_COMPLETE');
});

it('leaves what a failed update made and its template keeps, unless the request says otherwise', async () => {
  for (const [RetainExceptOnCreate, deleted] of [
    [false, 0],
    [true, 1],
  ] as const) {
    const { cloud, stubborn } = stubbornCloud();
    await cloud.create('demo', { Resources: { One: queue(1) } });
    stubborn.failCreate.add('Bad');
    const Added = queue(2, { DeletionPolicy: 'Retain' });
    const Resources = { One: queue(1), Added, Bad: queue(3, { DependsOn: 'Added' }) };
    const stack = await cloud.update('demo', { Resources }, { RetainExceptOnCreate });
    expect(stack.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(stubborn.calls.filter((call) => call === 'delete Added')).toHaveLength(deleted);
  }
});
