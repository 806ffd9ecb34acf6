import type { Random } from '../kernel/random.ts';

/** Prefixes of ids that are `<prefix>-` and 17 hexadecimal digits, by resource type. */
export const ID_PREFIXES: Readonly<Record<string, string>> = {
  'AWS::EC2::CapacityReservation': 'cr',
  'AWS::EC2::CarrierGateway': 'cagw',
  'AWS::EC2::ClientVpnEndpoint': 'cvpn-endpoint',
  'AWS::EC2::CustomerGateway': 'cgw',
  'AWS::EC2::DHCPOptions': 'dopt',
  'AWS::EC2::EIPAssociation': 'eipassoc',
  'AWS::EC2::EgressOnlyInternetGateway': 'eigw',
  'AWS::EC2::FlowLog': 'fl',
  'AWS::EC2::Host': 'h',
  'AWS::EC2::Instance': 'i',
  'AWS::EC2::InternetGateway': 'igw',
  'AWS::EC2::LaunchTemplate': 'lt',
  'AWS::EC2::NatGateway': 'nat',
  'AWS::EC2::NetworkAcl': 'acl',
  'AWS::EC2::NetworkInterface': 'eni',
  'AWS::EC2::NetworkInterfaceAttachment': 'eni-attach',
  'AWS::EC2::PrefixList': 'pl',
  'AWS::EC2::RouteTable': 'rtb',
  'AWS::EC2::SecurityGroup': 'sg',
  'AWS::EC2::SecurityGroupEgress': 'sgr',
  'AWS::EC2::SecurityGroupIngress': 'sgr',
  'AWS::EC2::Subnet': 'subnet',
  'AWS::EC2::SubnetNetworkAclAssociation': 'aclassoc',
  'AWS::EC2::SubnetRouteTableAssociation': 'rtbassoc',
  'AWS::EC2::TransitGateway': 'tgw',
  'AWS::EC2::TransitGatewayAttachment': 'tgw-attach',
  'AWS::EC2::TransitGatewayRouteTable': 'tgw-rtb',
  'AWS::EC2::TransitGatewayVpcAttachment': 'tgw-attach',
  'AWS::EC2::VPC': 'vpc',
  'AWS::EC2::VPCCidrBlock': 'vpc-cidr-assoc',
  'AWS::EC2::VPCEndpoint': 'vpce',
  'AWS::EC2::VPCEndpointService': 'vpce-svc',
  'AWS::EC2::VPCPeeringConnection': 'pcx',
  'AWS::EC2::VPNConnection': 'vpn',
  'AWS::EC2::VPNGateway': 'vgw',
  'AWS::EC2::Volume': 'vol',
  'AWS::EFS::AccessPoint': 'fsap',
  'AWS::EFS::FileSystem': 'fs',
  'AWS::EFS::MountTarget': 'fsmt',
  'AWS::ServiceDiscovery::HttpNamespace': 'ns',
  'AWS::ServiceDiscovery::PrivateDnsNamespace': 'ns',
  'AWS::ServiceDiscovery::PublicDnsNamespace': 'ns',
  'AWS::ServiceDiscovery::Service': 'srv',
};

/** Prefixes of ids that appear as attributes of any type, by attribute name. */
export const ATTRIBUTE_ID_PREFIXES: Readonly<Record<string, string>> = {
  AllocationId: 'eipalloc',
  AssociationId: 'assoc',
  DefaultNetworkAcl: 'acl',
  DefaultSecurityGroup: 'sg',
  GroupId: 'sg',
  InstanceId: 'i',
  NetworkAclAssociationId: 'aclassoc',
  NetworkInterfaceId: 'eni',
  PrimaryNetworkInterfaceId: 'eni',
  RouteTableId: 'rtb',
  SubnetId: 'subnet',
  VolumeId: 'vol',
  VpcId: 'vpc',
};

export interface NameStyle {
  readonly lengthMax: number;
  readonly isLowerCase?: boolean;
}

/** Types whose names are shorter than CloudFormation's default, or in lower case. */
export const NAME_STYLES: Readonly<Record<string, NameStyle>> = {
  'AWS::DynamoDB::Table': { lengthMax: 255 },
  'AWS::ECR::Repository': { lengthMax: 256, isLowerCase: true },
  'AWS::ElastiCache::CacheCluster': { lengthMax: 20, isLowerCase: true },
  'AWS::ElastiCache::ReplicationGroup': { lengthMax: 20, isLowerCase: true },
  'AWS::ElasticLoadBalancing::LoadBalancer': { lengthMax: 32 },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': { lengthMax: 32 },
  'AWS::ElasticLoadBalancingV2::TargetGroup': { lengthMax: 32 },
  'AWS::IAM::Role': { lengthMax: 64 },
  'AWS::IAM::User': { lengthMax: 64 },
  'AWS::Lambda::Function': { lengthMax: 64 },
  'AWS::OpenSearchService::Domain': { lengthMax: 28, isLowerCase: true },
  'AWS::RDS::DBCluster': { lengthMax: 63, isLowerCase: true },
  'AWS::RDS::DBInstance': { lengthMax: 63, isLowerCase: true },
  'AWS::S3::Bucket': { lengthMax: 63, isLowerCase: true },
  'AWS::StepFunctions::StateMachine': { lengthMax: 80 },
};

export function prefixedId(prefix: string, random: Random): string {
  return `${prefix}-${random.hex(17)}`;
}

/** What a generated name is derived from. */
export interface NameSource {
  readonly stackName: string;
  readonly logicalId: string;
  readonly random: Random;
}

/** `<stack>-<logical id>-<random>`, each part truncated to the allowed length, as CloudFormation does. */
export function physicalName({ stackName, logicalId, random }: NameSource, style: NameStyle): string {
  const suffix = random.upper(12);
  const room = style.lengthMax - suffix.length - 2;
  const stackRoom = Math.max(Math.floor(room / 2), room - logicalId.length);
  const stackPart = stackName.slice(0, stackRoom);
  const logicalPart = logicalId.slice(0, Math.max(0, room - stackPart.length));
  const name = `${stackPart}-${logicalPart}-${suffix}`;
  return style.isLowerCase === true ? name.toLowerCase() : name;
}
