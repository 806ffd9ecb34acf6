import { expect, it } from 'vitest';
import { cloudUnderTest } from './cloud-under-test.ts';

const Resources = { Topic: { Type: 'AWS::SNS::Topic' } };
const exporting = (value: unknown, name = 'base-name') => ({
  Resources,
  Outputs: { Name: { Value: value, Export: { Name: name } } },
});
const IMPORTING = {
  Resources: {
    Topic: {
      Type: 'AWS::SNS::Topic',
      Properties: { DisplayName: { 'Fn::ImportValue': { 'Fn::Sub': `\${AWS::NoValue}base-name` } } },
    },
  },
  Outputs: { Seen: { Value: { 'Fn::ImportValue': 'base-name' } } },
};

it('hands a value from one stack to another', async () => {
  const cloud = cloudUnderTest();
  await cloud.create('base', exporting('one'));
  expect((await cloud.create('user', IMPORTING)).Outputs?.[0]?.OutputValue).toBe('one');
  expect(await cloud.call('ListExports', {})).toMatchObject({ Exports: [{ Name: 'base-name', Value: 'one' }] });
  expect(await cloud.call('ListImports', { ExportName: 'base-name' })).toMatchObject({ Imports: ['user'] });
});

it('fails a stack that imports what nobody exports', async () => {
  const cloud = cloudUnderTest();
  const stack = await cloud.create('user', IMPORTING);
  expect(stack.StackStatus).toBe('ROLLBACK_COMPLETE');
  const reasons = (await cloud.rawEvents('user')).map(({ ResourceStatusReason }) => ResourceStatusReason);
  expect(reasons).toContain('No export named base-name found. Rollback requested by user.');
});

it('refuses a second export of one name', async () => {
  const cloud = cloudUnderTest();
  await cloud.create('base', exporting('one'));
  expect((await cloud.create('other', exporting('two'))).StackStatus).toBe('ROLLBACK_COMPLETE');
  const reasons = (await cloud.rawEvents('other')).map(({ ResourceStatusReason }) => ResourceStatusReason);
  expect(reasons).toContain(
    'Export with name base-name is already exported by stack base. Rollback requested by user.',
  );
});

it('protects an export while it is imported', async () => {
  const cloud = cloudUnderTest();
  await cloud.create('base', exporting('one'));
  await cloud.create('user', IMPORTING);
  const changed = await cloud.update('base', exporting('two'));
  expect(changed.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(changed.Outputs?.[0]?.OutputValue).toBe('one');
  const reasons = async () => (await cloud.rawEvents('base')).map(({ ResourceStatusReason }) => ResourceStatusReason);
  expect(await reasons()).toContain('Export base-name cannot be updated as it is in use by user');
  expect((await cloud.update('base', exporting('one', 'renamed'))).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect((await cloud.remove('base')).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await reasons()).toContain('Export base-name cannot be deleted as it is in use by user');
  await cloud.remove('user');
  expect((await cloud.remove('base')).StackStatus).toBe('DELETE_COMPLETE');
});
