import { expect, it } from 'vitest';
import type { Service } from '../../../src/cloud/kernel/service.ts';
import { cloudUnderTest } from './cloud-under-test.ts';
import { queue, stubbornType } from './stubborn-type.ts';

const inner = (delay: number) => ({
  Parameters: { Delay: { Type: 'Number' }, Names: { Type: 'CommaDelimitedList', Default: '' } },
  Resources: { Jobs: queue(delay) },
  Outputs: { Sum: { Value: { 'Fn::Sub': [`\${Delay}:\${All}`, { All: { 'Fn::Join': ['+', { Ref: 'Names' }] } }] } } },
});

const OUTER = {
  Resources: {
    Inner: {
      Type: 'AWS::CloudFormation::Stack',
      Properties: {
        TemplateURL: 'https://templates.s3.eu-west-1.amazonaws.com/a/inner.yaml',
        Parameters: { Delay: 7, Names: 'a,b' },
      },
    },
  },
  Outputs: { Sum: { Value: { 'Fn::GetAtt': ['Inner', 'Outputs.Sum'] } }, Id: { Value: { Ref: 'Inner' } } },
};

function nestingCloud() {
  const stored = { template: inner(1) as object, asked: {} as object };
  const s3: Service = {
    signingName: 's3',
    schemas: {},
    operations: {
      GetObject(input: object) {
        stored.asked = input;
        return { Body: Buffer.from(JSON.stringify(stored.template)) };
      },
    },
  };
  const { type, stubborn } = stubbornType();
  return { cloud: cloudUnderTest([s3], [type]), stored, stubborn };
}

it('creates a stack inside a stack, with parameters in and outputs out', async () => {
  const { cloud, stored } = nestingCloud();
  const stack = await cloud.create('outer', OUTER, { Tags: [{ Key: 'team', Value: 'a' }] });
  expect(stack.StackStatus).toBe('CREATE_COMPLETE');
  expect(stack.Outputs?.[0]?.OutputValue).toBe('7:a+b');
  expect(stored.asked).toEqual({ Bucket: 'templates', Key: 'a/inner.yaml' });
  const nested = await cloud.stack(stack.Outputs![1]!.OutputValue!);
  expect(nested).toMatchObject({ ParentId: stack.StackId, RootId: stack.StackId, Tags: [{ Key: 'team', Value: 'a' }] });
  expect(nested.StackName).toMatch(/^outer-Inner-[A-Z0-9]{12}$/);
});

it('updates the inner stack with the outer one, and deletes it with it', async () => {
  const { cloud, stored, stubborn } = nestingCloud();
  const { Outputs } = await cloud.create('outer', OUTER);
  stored.template = inner(2);
  expect((await cloud.update('outer', OUTER)).StackStatus).toBe('UPDATE_COMPLETE');
  expect(stubborn.calls).toEqual(['create Jobs', 'update Jobs']);
  expect((await cloud.remove('outer')).StackStatus).toBe('DELETE_COMPLETE');
  expect((await cloud.stack(Outputs![1]!.OutputValue!)).StackStatus).toBe('DELETE_COMPLETE');
});

it('fails with the inner failure in its reason', async () => {
  const { cloud, stubborn } = nestingCloud();
  stubborn.failCreate.add('Jobs');
  expect((await cloud.create('outer', OUTER)).StackStatus).toBe('ROLLBACK_COMPLETE');
  const failed = (await cloud.rawEvents('outer')).find(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED');
  expect(failed?.ResourceStatusReason).toMatch(
    /^Embedded stack arn:aws:cloudformation:.+ was not successfully created: The following resource\(s\) failed to create: \[Jobs\]\. /,
  );
});

it('does not let an inner stack be changed by itself', async () => {
  const { cloud } = nestingCloud();
  const { Outputs } = await cloud.create('outer', OUTER);
  const id = Outputs![1]!.OutputValue!;
  await expect(cloud.remove(id)).rejects.toThrow('nested stack');
  await expect(cloud.update(id, inner(3))).rejects.toThrow('nested stack');
});

it('takes the inner stack back when the outer update fails after it', async () => {
  const { cloud, stored, stubborn } = nestingCloud();
  await cloud.create('outer', OUTER);
  stored.template = inner(2);
  stubborn.failCreate.add('Bad');
  const wanted = { ...OUTER, Resources: { ...OUTER.Resources, Bad: queue(0, { DependsOn: 'Inner' }) } };
  const stack = await cloud.update('outer', wanted);
  expect(stack.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(stubborn.calls).toEqual(['create Jobs', 'update Jobs', 'create Bad', 'update Jobs']);
  const nested = await cloud.rawEvents(stack.Outputs![1]!.OutputValue!);
  const delays = nested.flatMap(({ ResourceStatus, ResourceProperties }) =>
    ResourceStatus === 'UPDATE_COMPLETE' && ResourceProperties !== undefined
      ? [JSON.parse(ResourceProperties).DelaySeconds]
      : [],
  );
  expect(delays).toEqual([2, 1]);
});
