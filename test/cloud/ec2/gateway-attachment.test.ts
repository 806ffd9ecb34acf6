import { expect, it } from 'vitest';
import { createKernel } from '../../../src/cloud/kernel/kernel.ts';
import { RESOURCE_TYPES, SERVICES } from '../../../src/cloud/services/index.ts';

const PLACE = { account: '111122223333', region: 'eu-west-1' };

/** As many templates have it: the NAT gateway does not say that it depends on the attachment. */
const template = {
  Resources: {
    Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
    Gateway: { Type: 'AWS::EC2::InternetGateway' },
    Attachment: {
      Type: 'AWS::EC2::VPCGatewayAttachment',
      Properties: { VpcId: { Ref: 'Vpc' }, InternetGatewayId: { Ref: 'Gateway' } },
    },
    Subnet: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: 'Vpc' }, CidrBlock: '10.0.0.0/24' } },
    Address: { Type: 'AWS::EC2::EIP', Properties: { Domain: 'vpc' } },
    Nat: {
      Type: 'AWS::EC2::NatGateway',
      Properties: { SubnetId: { Ref: 'Subnet' }, AllocationId: { 'Fn::GetAtt': ['Address', 'AllocationId'] } },
    },
  },
};

it('detaches an internet gateway once the NAT gateway of the same stack has let its address go', async () => {
  const kernel = createKernel({ clock: 'virtual', seed: 1 }, SERVICES, RESOURCE_TYPES);
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers by their AWS names.
  const call = (operation: string, input: object): Promise<any> =>
    kernel.clock.drive(kernel.invoke('cloudformation', operation, input, PLACE));
  const until = async (StackName: string, status: RegExp) => {
    for (let look = 0; look < 500; look++) {
      const { Stacks } = await call('DescribeStacks', { StackName });
      if (!Stacks[0].StackStatus.endsWith('_IN_PROGRESS')) return expect(Stacks[0].StackStatus).toMatch(status);
      await kernel.clock.drive(kernel.clock.sleep(10));
    }
    throw new Error('the stack does not settle');
  };
  const { StackId } = await call('CreateStack', { StackName: 'net', TemplateBody: JSON.stringify(template) });
  await until(StackId, /^CREATE_COMPLETE$/);
  await call('DeleteStack', { StackName: 'net' });
  await until(StackId, /^DELETE_COMPLETE$/);
  await kernel.stop();
});
