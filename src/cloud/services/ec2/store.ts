import type {
  Address,
  Image,
  InternetGateway,
  IpPermission,
  LaunchTemplate,
  LaunchTemplateVersion,
  NatGateway,
  NetworkInterface,
  RouteTable,
  SecurityGroup,
  Subnet,
  Tag,
  Vpc,
  VpcEndpoint,
} from '@aws-sdk/client-ec2';
import { AwsError } from '../../kernel/errors.ts';
import type { AccountRegion, Kernel } from '../../kernel/service.ts';

type With<T, K extends keyof T> = T & { [P in K]-?: NonNullable<T[P]> };

export type StoredVpc = With<Vpc, 'VpcId' | 'CidrBlock'> & {
  attributes: { EnableDnsSupport: boolean; EnableDnsHostnames: boolean };
  /**
   * The same list object for the VPC's lifetime: CloudFormation's attribute `Ipv6CidrBlocks` refers to it and so shows
   * later associations.
   */
  readonly ipv6CidrBlocks: string[];
};
export type StoredSubnet = With<Subnet, 'SubnetId' | 'VpcId' | 'CidrBlock' | 'AvailabilityZone'>;
export type StoredSecurityGroup = With<SecurityGroup, 'GroupId' | 'VpcId' | 'GroupName'> & {
  IpPermissions: IpPermission[];
  IpPermissionsEgress: IpPermission[];
};
export type StoredRouteTable = With<RouteTable, 'RouteTableId' | 'VpcId' | 'Routes' | 'Associations'>;
export type StoredInternetGateway = With<InternetGateway, 'InternetGatewayId' | 'Attachments'>;
export type StoredAddress = With<Address, 'AllocationId' | 'PublicIp'>;
export type StoredNatGateway = With<NatGateway, 'NatGatewayId' | 'SubnetId' | 'VpcId'>;
export type StoredVpcEndpoint = With<VpcEndpoint, 'VpcEndpointId' | 'VpcId'>;
export type StoredImage = With<Image, 'ImageId' | 'Name'>;
/** Versions by number, from 1. */
export type StoredLaunchTemplate = With<
  LaunchTemplate,
  'LaunchTemplateId' | 'LaunchTemplateName' | 'LatestVersionNumber'
> & {
  readonly versions: LaunchTemplateVersion[];
};
export type StoredNetworkInterface = With<
  NetworkInterface,
  'NetworkInterfaceId' | 'SubnetId' | 'VpcId' | 'PrivateIpAddress'
>;

/** What EC2 knows in one account and region. */
export class Ec2Store {
  readonly vpcs = new Map<string, StoredVpc>();
  readonly subnets = new Map<string, StoredSubnet>();
  readonly securityGroups = new Map<string, StoredSecurityGroup>();
  readonly routeTables = new Map<string, StoredRouteTable>();
  readonly internetGateways = new Map<string, StoredInternetGateway>();
  readonly addresses = new Map<string, StoredAddress>();
  readonly natGateways = new Map<string, StoredNatGateway>();
  readonly vpcEndpoints = new Map<string, StoredVpcEndpoint>();
  readonly networkInterfaces = new Map<string, StoredNetworkInterface>();
  readonly images = new Map<string, StoredImage>();
  readonly launchTemplates = new Map<string, StoredLaunchTemplate>();
  readonly networkAclByVpc = new Map<string, string>();
}

export type Ec2Call = AccountRegion & { readonly kernel: Kernel };

export function ec2Store(call: Ec2Call): Ec2Store {
  return call.kernel.store('ec2', { account: call.account, region: call.region }, () => new Ec2Store());
}

/** The item, or the error that AWS answers for an unknown id, such as `InvalidVpcID.NotFound`. */
export function found<T>(items: ReadonlyMap<string, T>, id: string | undefined, kind: ItemKind): T {
  const item = items.get(id ?? '');
  if (item !== undefined) return item;
  const [code, noun] = NOT_FOUND[kind];
  throw new AwsError(code, `The ${noun} '${id}' does not exist`);
}

export type ItemKind = keyof typeof NOT_FOUND;

const NOT_FOUND = {
  vpc: ['InvalidVpcID.NotFound', 'vpc ID'],
  subnet: ['InvalidSubnetID.NotFound', 'subnet ID'],
  securityGroup: ['InvalidGroup.NotFound', 'security group'],
  routeTable: ['InvalidRouteTableID.NotFound', 'routeTable ID'],
  internetGateway: ['InvalidInternetGatewayID.NotFound', 'internetGateway ID'],
  address: ['InvalidAllocationID.NotFound', 'allocation ID'],
  natGateway: ['NatGatewayNotFound', 'NAT gateway'],
  vpcEndpoint: ['InvalidVpcEndpointId.NotFound', 'Vpc Endpoint Id'],
  image: ['InvalidAMIID.NotFound', 'image id'],
  launchTemplate: ['InvalidLaunchTemplateId.NotFound', 'launch template ID'],
  networkInterface: ['InvalidNetworkInterfaceID.NotFound', 'networkInterface ID'],
} as const;

/** Ids as EC2 makes them: the kind and 17 hexadecimal digits. */
export function newId(prefix: string, call: Ec2Call): string {
  return `${prefix}-${call.kernel.random.hex(17)}`;
}

export function dependencyViolation(noun: string, id: string): AwsError {
  return new AwsError('DependencyViolation', `The ${noun} '${id}' has dependencies and cannot be deleted.`);
}

interface TagSpecification {
  readonly Tags?: Tag[] | undefined;
}

export function tagsFrom(specifications: readonly TagSpecification[] | undefined): Tag[] {
  return (specifications ?? []).flatMap(({ Tags }) => Tags ?? []);
}
