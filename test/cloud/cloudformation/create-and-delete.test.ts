import { expect, it } from 'vitest';
import { cloudUnderTest } from './cloud-under-test.ts';

const QUEUE = { Resources: { Jobs: { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: '30' } } } };

it('creates a stack, its resources and its outputs', async () => {
  const cloud = cloudUnderTest();
  const stack = await cloud.create('shop', {
    ...QUEUE,
    Outputs: { Url: { Value: { Ref: 'Jobs' } }, Arn: { Value: { 'Fn::GetAtt': ['Jobs', 'Arn'] } } },
  });
  expect(stack.StackStatus).toBe('CREATE_COMPLETE');
  const { PhysicalResourceId } = await cloud.resource('shop', 'Jobs');
  expect(PhysicalResourceId).toMatch(
    /^https:\/\/sqs\.eu-west-1\.amazonaws\.com\/111122223333\/shop-Jobs-[A-Z0-9]{12}$/,
  );
  expect(stack.Outputs?.map(({ OutputKey }) => OutputKey)).toEqual(['Url', 'Arn']);
  expect(stack.Outputs?.[0]?.OutputValue).toBe(PhysicalResourceId);
});

it('records the events of a creation in order', async () => {
  const cloud = cloudUnderTest();
  await cloud.create('shop', QUEUE);
  expect(await cloud.events('shop')).toEqual([
    'shop CREATE_IN_PROGRESS',
    'Jobs CREATE_IN_PROGRESS',
    'Jobs CREATE_IN_PROGRESS',
    'Jobs CREATE_COMPLETE',
    'shop CREATE_COMPLETE',
  ]);
});

it('deletes a stack, which is then known by its id only', async () => {
  const cloud = cloudUnderTest();
  await cloud.create('shop', QUEUE);
  const gone = await cloud.remove('shop');
  expect(gone.StackStatus).toBe('DELETE_COMPLETE');
  await expect(cloud.stack('shop')).rejects.toMatchObject({
    code: 'ValidationError',
    message: 'Stack with id shop does not exist',
  });
});
