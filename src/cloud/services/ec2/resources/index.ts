import type { ResourceType } from '../../../kernel/service.ts';
import { eipType, natGatewayType, vpcEndpointType } from './egress.ts';
import { launchTemplateType } from './launch-template.ts';
import {
  internetGatewayType,
  routeTableType,
  routeType,
  subnetRouteTableAssociationType,
  vpcGatewayAttachmentType,
} from './routing.ts';
import { securityGroupEgressType, securityGroupIngressType, securityGroupType } from './security-group.ts';
import { subnetType } from './subnet.ts';
import { vpcType } from './vpc.ts';
import { vpcCidrBlockType } from './vpc-cidr-block.ts';

export const ec2ResourceTypes: readonly ResourceType[] = [
  vpcType,
  vpcCidrBlockType,
  subnetType,
  securityGroupType,
  securityGroupIngressType,
  securityGroupEgressType,
  routeTableType,
  routeType,
  subnetRouteTableAssociationType,
  internetGatewayType,
  vpcGatewayAttachmentType,
  eipType,
  natGatewayType,
  vpcEndpointType,
  launchTemplateType,
];
