import { expect, it } from 'vitest';
import { cloudUnderTest } from './cloud-under-test.ts';

const GROUP = {
  Type: 'AWS::AutoScaling::AutoScalingGroup',
  Properties: { MinSize: '1', MaxSize: '1', AvailabilityZones: ['eu-west-1a'], LaunchConfigurationName: 'lc' },
};
const signalled = (metadata: object = {}) => ({
  Resources: { Group: { ...GROUP, ...metadata, CreationPolicy: { ResourceSignal: { Count: 2, Timeout: 'PT10M' } } } },
});

async function started(template: object) {
  const cloud = cloudUnderTest();
  await cloud.call('CreateStack', { StackName: 'demo', TemplateBody: JSON.stringify(template) });
  await cloud.kernel.clock.drive(cloud.kernel.clock.sleep(120));
  const signal = (uniqueId: string, status: string) =>
    cloud.call('SignalResource', { StackName: 'demo', LogicalResourceId: 'Group', UniqueId: uniqueId, Status: status });
  return { cloud, signal };
}

it('waits for as many signals as a creation policy asks for', async () => {
  const { cloud, signal } = await started(signalled());
  await signal('i-1', 'SUCCESS');
  await signal('i-1', 'SUCCESS');
  await cloud.kernel.clock.drive(cloud.kernel.clock.sleep(60));
  expect((await cloud.stack('demo')).StackStatus).toBe('CREATE_IN_PROGRESS');
  await signal('i-2', 'SUCCESS');
  expect((await cloud.rest('demo')).StackStatus).toBe('CREATE_COMPLETE');
});

it('fails on a failure signal', async () => {
  const { cloud, signal } = await started(signalled());
  await signal('i-1', 'FAILURE');
  expect((await cloud.rest('demo')).StackStatus).toBe('ROLLBACK_COMPLETE');
});

it('fails when signals do not come in time', async () => {
  const { cloud } = await started(signalled());
  expect((await cloud.rest('demo')).StackStatus).toBe('ROLLBACK_COMPLETE');
  const reasons = (await cloud.rawEvents('demo')).map(({ ResourceStatusReason }) => ResourceStatusReason);
  expect(reasons).toContain('Failed to receive 2 resource signal(s) within the specified duration');
});

it('takes instances whose boot script calls cfn-signal to have signalled', async () => {
  const { cloud } = await started(signalled({ Metadata: { Boot: '/opt/aws/bin/cfn-signal -e $?' } }));
  expect((await cloud.rest('demo')).StackStatus).toBe('CREATE_COMPLETE');
});

it('waits at a wait condition for whoever writes to its handle', async () => {
  const cloud = cloudUnderTest();
  await cloud.call('CreateStack', {
    StackName: 'demo',
    TemplateBody: JSON.stringify({
      Resources: {
        Handle: { Type: 'AWS::CloudFormation::WaitConditionHandle' },
        Wait: { Type: 'AWS::CloudFormation::WaitCondition', Properties: { Handle: { Ref: 'Handle' }, Timeout: '600' } },
      },
      Outputs: { Data: { Value: { 'Fn::GetAtt': ['Wait', 'Data'] } } },
    }),
  });
  await cloud.kernel.clock.drive(cloud.kernel.clock.sleep(60));
  const { PhysicalResourceId: url } = await cloud.resource('demo', 'Handle');
  const body = Buffer.from(JSON.stringify({ Status: 'SUCCESS', UniqueId: 'a', Data: 'ready' }));
  await cloud.kernel.network.fetch({ method: 'PUT', url: url!, headers: {}, body });
  const stack = await cloud.rest('demo');
  expect(stack.StackStatus).toBe('CREATE_COMPLETE');
  expect(stack.Outputs?.[0]?.OutputValue).toBe('{"a":"ready"}');
});
