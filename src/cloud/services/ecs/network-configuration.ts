import type { AwsVpcConfiguration, NetworkConfiguration } from '@aws-sdk/client-ecs';
import { AwsError } from '../../kernel/errors.ts';
import { type EcsCall, invalidParameter, type TaskDefinition } from './store.ts';

/** The subnets and security groups for a task definition's tasks. Throws ECS's error when it is missing. */
export async function checkNetwork(
  definition: TaskDefinition,
  configuration: NetworkConfiguration | undefined,
  call: EcsCall,
): Promise<AwsVpcConfiguration> {
  const network = configuration?.awsvpcConfiguration;
  if (definition.request.networkMode !== 'awsvpc') return network ?? { subnets: [] };
  if (network === undefined) {
    throw invalidParameter("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
  }
  if (!network.subnets?.length) throw invalidParameter('subnets can not be empty.');
  const found = async (operation: string, input: object, noun: string) => {
    await call.kernel.invoke('ec2', operation, input, call).catch((error: unknown) => {
      if (!(error instanceof AwsError && error.code.endsWith('.NotFound'))) throw error;
      throw invalidParameter(`Error retrieving ${noun} information: ${error.message} (ErrorCode: ${error.code})`);
    });
  };
  await found('DescribeSubnets', { SubnetIds: network.subnets }, 'subnet');
  if (network.securityGroups?.length) {
    await found('DescribeSecurityGroups', { GroupIds: network.securityGroups }, 'security group');
  }
  return network;
}
