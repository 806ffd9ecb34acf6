import { CloudFormationClient, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { DescribeSecurityGroupsCommand, EC2Client, type IpPermission } from '@aws-sdk/client-ec2';
import type { Stage } from '../workflows/harness.ts';

/** One rule of a security group: its ports, and whether groups or ranges of addresses may come in. */
export interface Ingress {
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly sources: readonly string[];
}

/** What the security groups of a stack let in, each rule by its ports. */
export async function ingressOf({ aws }: Stage, StackName: string): Promise<readonly Ingress[]> {
  const { StackResourceSummaries = [] } = await new CloudFormationClient(aws).send(
    new ListStackResourcesCommand({ StackName }),
  );
  const GroupIds = StackResourceSummaries.flatMap(({ ResourceType, PhysicalResourceId }) =>
    ResourceType === 'AWS::EC2::SecurityGroup' && PhysicalResourceId ? [PhysicalResourceId] : [],
  );
  if (GroupIds.length === 0) return [];
  const { SecurityGroups = [] } = await new EC2Client(aws).send(new DescribeSecurityGroupsCommand({ GroupIds }));
  return SecurityGroups.flatMap(({ IpPermissions = [] }) => IpPermissions)
    .map(readIngress)
    .toSorted((one, other) => (one.from ?? 0) - (other.from ?? 0));
}

function readIngress({ FromPort, ToPort, UserIdGroupPairs = [], IpRanges = [] }: IpPermission): Ingress {
  return {
    from: FromPort,
    to: ToPort,
    sources: [...UserIdGroupPairs.map(() => 'group'), ...IpRanges.map(({ CidrIp }) => CidrIp ?? '')],
  };
}
