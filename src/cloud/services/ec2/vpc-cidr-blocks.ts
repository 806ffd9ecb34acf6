import type { AssociateVpcCidrBlockRequest } from '@aws-sdk/client-ec2';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { overlaps, parseCidr } from './cidr.ts';
import { dependencyViolation, type Ec2Call, ec2Store, found, newId, type StoredVpc } from './store.ts';

const BLOCKS_MAX = 5;

/** Associates another IPv4 block with a VPC, or the one Amazon-provided IPv6 block (a /56). */
export function associateVpcCidrBlock(input: Partial<AssociateVpcCidrBlockRequest>, call: Call) {
  const vpc = found(ec2Store(call).vpcs, input.VpcId, 'vpc');
  if (input.AmazonProvidedIpv6CidrBlock === true) {
    return { VpcId: vpc.VpcId, Ipv6CidrBlockAssociation: associateIpv6(vpc, call) };
  }
  if (input.CidrBlock !== undefined) {
    return { VpcId: vpc.VpcId, CidrBlockAssociation: associateIpv4(vpc, input.CidrBlock, call) };
  }
  throw new AwsError(
    'NotImplemented',
    'the embedded cloud does not support address pools: use AmazonProvidedIpv6CidrBlock',
    501,
  );
}

export function disassociateVpcCidrBlock({ AssociationId }: { AssociationId?: string }, call: Call) {
  const store = ec2Store(call);
  for (const vpc of store.vpcs.values()) {
    const ipv6 = vpc.Ipv6CidrBlockAssociationSet?.find((each) => each.AssociationId === AssociationId);
    if (ipv6 !== undefined) {
      vpc.Ipv6CidrBlockAssociationSet = [];
      vpc.ipv6CidrBlocks.length = 0;
      return { VpcId: vpc.VpcId, Ipv6CidrBlockAssociation: stated(ipv6, 'Ipv6CidrBlockState', 'disassociating') };
    }
    const ipv4 = vpc.CidrBlockAssociationSet?.find((each) => each.AssociationId === AssociationId);
    if (ipv4 === undefined) continue;
    if (ipv4.CidrBlock === vpc.CidrBlock || hasSubnets(vpc, ipv4.CidrBlock!, call)) {
      throw dependencyViolation('vpc CIDR block', AssociationId!);
    }
    vpc.CidrBlockAssociationSet = vpc.CidrBlockAssociationSet!.filter((each) => each !== ipv4);
    return { VpcId: vpc.VpcId, CidrBlockAssociation: stated(ipv4, 'CidrBlockState', 'disassociating') };
  }
  throw new AwsError(
    'InvalidVpcCidrBlockAssociationID.NotFound',
    `The vpc CIDR block association ID '${AssociationId}' does not exist`,
  );
}

function associateIpv6(vpc: StoredVpc, call: Ec2Call) {
  if (vpc.ipv6CidrBlocks.length > 0) {
    throw new AwsError('CidrLimitExceeded', `The number of Ipv6 CIDR blocks in '${vpc.VpcId}' exceeds the limit`);
  }
  const { random } = call.kernel;
  const association = {
    AssociationId: newId('vpc-cidr-assoc', call),
    Ipv6CidrBlock: `2a05:d018:${random.hex(4)}:${random.hex(2)}00::/56`.replace(/:0+(?=[0-9a-f])/g, ':'),
    Ipv6Pool: 'Amazon',
    NetworkBorderGroup: call.region,
    Ipv6CidrBlockState: { State: 'associated' as const },
  };
  vpc.Ipv6CidrBlockAssociationSet = [association];
  vpc.ipv6CidrBlocks.push(association.Ipv6CidrBlock);
  return stated(association, 'Ipv6CidrBlockState', 'associating');
}

function associateIpv4(vpc: StoredVpc, text: string, call: Ec2Call) {
  const block = parseCidr(text);
  const known = vpc.CidrBlockAssociationSet ?? [];
  if (block === undefined || block.prefix < 16 || block.prefix > 28) {
    throw new AwsError('InvalidVpc.Range', `The CIDR '${text}' is invalid.`);
  }
  if (known.some(({ CidrBlock }) => overlaps(parseCidr(CidrBlock)!, block))) {
    throw new AwsError('InvalidVpc.Range', `The CIDR '${text}' conflicts with a CIDR block of the VPC`);
  }
  if (known.length >= BLOCKS_MAX) {
    throw new AwsError('CidrLimitExceeded', `The number of CIDR blocks in '${vpc.VpcId}' exceeds the limit`);
  }
  const association = {
    AssociationId: newId('vpc-cidr-assoc', call),
    CidrBlock: text,
    CidrBlockState: { State: 'associated' as const },
  };
  vpc.CidrBlockAssociationSet = [...known, association];
  return stated(association, 'CidrBlockState', 'associating');
}

function hasSubnets(vpc: StoredVpc, block: string, call: Ec2Call): boolean {
  const outer = parseCidr(block)!;
  return [...ec2Store(call).subnets.values()].some(
    ({ VpcId, CidrBlock }) => VpcId === vpc.VpcId && overlaps(outer, parseCidr(CidrBlock)!),
  );
}

/** The calls answer with the transitional state, as on AWS; the change is already made. */
function stated<T extends object, S extends string>(association: T, member: keyof T, State: S) {
  return { ...association, [member]: { State } };
}
