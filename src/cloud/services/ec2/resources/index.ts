import type { ResourceType } from '../../../kernel/service.ts';
import { eipType, natGatewayType, vpcEndpointType } from './egress.ts';
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

export const ec2ResourceTypes: readonly ResourceType[] = [
  vpcType,
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
];
