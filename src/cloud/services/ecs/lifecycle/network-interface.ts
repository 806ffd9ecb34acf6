import { AwsError } from '../../../kernel/errors.ts';
import type { EcsCall, Task } from '../store.ts';

interface CreatedInterface {
  readonly NetworkInterface: {
    readonly NetworkInterfaceId: string;
    readonly PrivateIpAddress: string;
    readonly VpcId: string;
    readonly SubnetId: string;
    readonly MacAddress: string;
    readonly AvailabilityZone: string;
  };
}

/** Creates the task's network interface in one of its subnets. */
export async function attachInterface(task: Task, call: EcsCall): Promise<void> {
  const subnets = task.network.subnets ?? [];
  const SubnetId = subnets[Math.floor(call.kernel.random.next() * subnets.length)];
  const request = {
    SubnetId,
    Description: task.arn.replace(':task/', ':attachment/'),
    ...(task.network.securityGroups?.length ? { Groups: task.network.securityGroups } : {}),
  };
  const { NetworkInterface } = await call.kernel.invoke<CreatedInterface>(
    'ec2',
    'CreateNetworkInterface',
    request,
    call,
  );
  task.networkInterface = {
    attachmentId: call.kernel.random.uuid(),
    id: NetworkInterface.NetworkInterfaceId,
    address: NetworkInterface.PrivateIpAddress,
    vpcId: NetworkInterface.VpcId,
    subnetId: NetworkInterface.SubnetId,
    macAddress: NetworkInterface.MacAddress,
    zone: NetworkInterface.AvailabilityZone,
  };
}

/** The interface may already be deleted. */
export async function detachInterface(task: Task, call: EcsCall): Promise<void> {
  if (task.networkInterface === undefined) return;
  const input = { NetworkInterfaceId: task.networkInterface.id };
  await call.kernel.invoke('ec2', 'DeleteNetworkInterface', input, call).catch((error: unknown) => {
    if (!(error instanceof AwsError && error.code === 'InvalidNetworkInterfaceID.NotFound')) throw error;
  });
}
