import { expect, it } from 'vitest';
import { cloudUnderTest } from './cloud-under-test.ts';
import { queue, stubbornType } from './stubborn-type.ts';

function stubbornCloud() {
  const { type, stubborn } = stubbornType();
  return { cloud: cloudUnderTest([], [type]), stubborn };
}

const CHAIN = { Resources: { First: queue(), Second: queue(0, { DependsOn: 'First' }), SlowOne: queue() } };

it('rolls a failed creation back in reverse order', async () => {
  const { cloud, stubborn } = stubbornCloud();
  stubborn.failCreate.add('Second');
  const stack = await cloud.create('demo', CHAIN);
  expect(stack.StackStatus).toBe('ROLLBACK_COMPLETE');
  expect(await cloud.events('demo')).toEqual([
    'demo CREATE_IN_PROGRESS',
    'First CREATE_IN_PROGRESS',
    'SlowOne CREATE_IN_PROGRESS',
    'SlowOne CREATE_IN_PROGRESS',
    'First CREATE_IN_PROGRESS',
    'First CREATE_COMPLETE',
    'Second CREATE_IN_PROGRESS',
    'Second CREATE_FAILED',
    'SlowOne CREATE_FAILED',
    'demo ROLLBACK_IN_PROGRESS',
    'Second DELETE_COMPLETE',
    'SlowOne DELETE_IN_PROGRESS',
    'SlowOne DELETE_COMPLETE',
    'First DELETE_IN_PROGRESS',
    'First DELETE_COMPLETE',
    'demo ROLLBACK_COMPLETE',
  ]);
});

it('says which resource failed first, and that the others were only cancelled', async () => {
  const { cloud, stubborn } = stubbornCloud();
  stubborn.failCreate.add('Second');
  await cloud.create('demo', CHAIN);
  const events = await cloud.rawEvents('demo');
  const failed = events.filter(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED');
  expect(failed.map(({ ResourceStatusReason }) => ResourceStatusReason)).toEqual([
    'Second will not create',
    'Resource creation cancelled',
  ]);
  const rollback = events.find(({ ResourceStatus }) => ResourceStatus === 'ROLLBACK_IN_PROGRESS');
  expect(rollback?.ResourceStatusReason).toBe(
    'The following resource(s) failed to create: [Second, SlowOne]. Rollback requested by user.',
  );
});

it('allows nothing but deletion after a rollback', async () => {
  const { cloud, stubborn } = stubbornCloud();
  stubborn.failCreate.add('Second');
  const { StackId } = await cloud.create('demo', CHAIN);
  await expect(cloud.update('demo', CHAIN)).rejects.toThrow(
    `Stack:${StackId} is in ROLLBACK_COMPLETE state and can not be updated.`,
  );
  await expect(cloud.create('demo', CHAIN)).rejects.toMatchObject({ code: 'AlreadyExistsException' });
  expect((await cloud.remove('demo')).StackStatus).toBe('DELETE_COMPLETE');
});

it('ends in ROLLBACK_FAILED when a resource cannot be deleted, and can be deleted later', async () => {
  const { cloud, stubborn } = stubbornCloud();
  stubborn.failCreate.add('Second');
  stubborn.failDelete.add('First');
  expect((await cloud.create('demo', CHAIN)).StackStatus).toBe('ROLLBACK_FAILED');
  stubborn.failDelete.clear();
  expect((await cloud.remove('demo')).StackStatus).toBe('DELETE_COMPLETE');
});

it('leaves everything as it is when rollback is disabled, until it is asked for', async () => {
  const { cloud, stubborn } = stubbornCloud();
  stubborn.failCreate.add('Second');
  const stack = await cloud.create('demo', CHAIN, { DisableRollback: true });
  expect(stack.StackStatus).toBe('CREATE_FAILED');
  expect((await cloud.resource('demo', 'First')).ResourceStatus).toBe('CREATE_COMPLETE');
  expect((await cloud.resource('demo', 'SlowOne')).ResourceStatus).toBe('CREATE_COMPLETE');
  await cloud.call('RollbackStack', { StackName: 'demo' });
  expect((await cloud.rest('demo')).StackStatus).toBe('ROLLBACK_COMPLETE');
});

it('deletes the stack on failure when told to', async () => {
  const { cloud, stubborn } = stubbornCloud();
  stubborn.failCreate.add('Second');
  expect((await cloud.create('demo', CHAIN, { OnFailure: 'DELETE' })).StackStatus).toBe('DELETE_COMPLETE');
});

it('gives up when the creation takes too long', async () => {
  const { cloud } = stubbornCloud();
  const stack = await cloud.create('demo', { Resources: { SlowOne: queue() } }, { TimeoutInMinutes: 5 });
  expect(stack.StackStatus).toBe('ROLLBACK_COMPLETE');
  const rollback = (await cloud.rawEvents('demo')).find(
    ({ ResourceStatus }) => ResourceStatus === 'ROLLBACK_IN_PROGRESS',
  );
  expect(rollback?.ResourceStatusReason).toContain('Stack creation time exceeded the specified timeout.');
});

it('keeps retained resources of a failed creation, but not those retained except on create', async () => {
  const { cloud, stubborn } = stubbornCloud();
  stubborn.failCreate.add('Bad');
  await cloud.create('demo', {
    Resources: {
      Kept: queue(0, { DeletionPolicy: 'Retain' }),
      Gone: queue(0, { DeletionPolicy: 'RetainExceptOnCreate' }),
      Bad: queue(0, { DependsOn: ['Kept', 'Gone'] }),
    },
  });
  expect((await cloud.resource('demo', 'Kept')).ResourceStatus).toBe('DELETE_SKIPPED');
  expect((await cloud.resource('demo', 'Gone')).ResourceStatus).toBe('DELETE_COMPLETE');
});

it('deletes a stack while it is being created', async () => {
  const { cloud } = stubbornCloud();
  const { StackId } = await cloud.call<{ StackId: string }>('CreateStack', {
    StackName: 'demo',
    TemplateBody: JSON.stringify({ Resources: { SlowOne: queue() } }),
  });
  await cloud.kernel.clock.drive(cloud.kernel.clock.sleep(60));
  await cloud.call('DeleteStack', { StackName: 'demo' });
  expect((await cloud.rest(StackId)).StackStatus).toBe('DELETE_COMPLETE');
  expect(await cloud.events(StackId)).toEqual([
    'demo CREATE_IN_PROGRESS',
    'SlowOne CREATE_IN_PROGRESS',
    'SlowOne CREATE_IN_PROGRESS',
    'demo DELETE_IN_PROGRESS',
    'SlowOne CREATE_FAILED',
    'SlowOne DELETE_IN_PROGRESS',
    'SlowOne DELETE_COMPLETE',
    'demo DELETE_COMPLETE',
  ]);
});

it('deletes a stack in the moment between its last resource and its end', async () => {
  const { cloud } = stubbornCloud();
  const { StackId } = await cloud.call<{ StackId: string }>('CreateStack', {
    StackName: 'demo',
    TemplateBody: JSON.stringify({ Resources: { Quick: queue(0) } }),
  });
  while ((await cloud.events(StackId)).at(-1) !== 'Quick CREATE_COMPLETE') {
    await cloud.kernel.clock.drive(cloud.kernel.clock.sleep(0.5));
  }
  await cloud.call('DeleteStack', { StackName: 'demo' });
  expect((await cloud.rest(StackId)).StackStatus).toBe('DELETE_COMPLETE');
  expect(await cloud.events(StackId)).not.toContain('demo CREATE_COMPLETE');
});
