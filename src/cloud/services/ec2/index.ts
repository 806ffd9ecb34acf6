import * as schemas from '@aws-sdk/client-ec2';
import type { Service } from '../../kernel/service.ts';
import * as account from './account.ts';
import { createDefaultVpc } from './default-vpc.ts';
import * as images from './images.ts';
import * as internetGateways from './internet-gateways.ts';
import * as launchTemplates from './launch-templates.ts';
import * as natGateways from './nat-gateways.ts';
import * as networkInterfaces from './network-interfaces.ts';
import * as routeTables from './route-tables.ts';
import * as securityGroups from './security-groups.ts';
import * as subnets from './subnets.ts';
import * as cidrBlocks from './vpc-cidr-blocks.ts';
import * as vpcEndpoints from './vpc-endpoints.ts';
import * as vpcs from './vpcs.ts';

export { ec2ResourceTypes } from './resources/index.ts';

export const ec2: Service = {
  signingName: 'ec2',
  schemas,
  createDefaults: (accountRegion, kernel) => createDefaultVpc({ ...accountRegion, kernel }),
  operations: {
    AllocateAddress: natGateways.allocateAddress,
    AssociateRouteTable: routeTables.associateRouteTable,
    AssociateVpcCidrBlock: cidrBlocks.associateVpcCidrBlock,
    AttachInternetGateway: internetGateways.attachInternetGateway,
    AuthorizeSecurityGroupEgress: securityGroups.authorizeSecurityGroupEgress,
    AuthorizeSecurityGroupIngress: securityGroups.authorizeSecurityGroupIngress,
    CreateInternetGateway: internetGateways.createInternetGateway,
    CreateLaunchTemplate: launchTemplates.createLaunchTemplate,
    CreateLaunchTemplateVersion: launchTemplates.createLaunchTemplateVersion,
    CreateNatGateway: natGateways.createNatGateway,
    CreateNetworkInterface: networkInterfaces.createNetworkInterface,
    CreateRoute: routeTables.createRoute,
    CreateRouteTable: routeTables.createRouteTable,
    CreateSecurityGroup: securityGroups.createSecurityGroup,
    CreateSubnet: subnets.createSubnet,
    CreateTags: account.createTags,
    CreateVpc: vpcs.createVpc,
    CreateVpcEndpoint: vpcEndpoints.createVpcEndpoint,
    DeleteInternetGateway: internetGateways.deleteInternetGateway,
    DeleteLaunchTemplate: launchTemplates.deleteLaunchTemplate,
    DeleteNatGateway: natGateways.deleteNatGateway,
    DeleteNetworkInterface: networkInterfaces.deleteNetworkInterface,
    DeleteRoute: routeTables.deleteRoute,
    DeleteRouteTable: routeTables.deleteRouteTable,
    DeleteSecurityGroup: securityGroups.deleteSecurityGroup,
    DeleteSubnet: subnets.deleteSubnet,
    DeleteTags: account.deleteTags,
    DeleteVpc: vpcs.deleteVpc,
    DeleteVpcEndpoints: vpcEndpoints.deleteVpcEndpoints,
    DescribeAccountAttributes: account.describeAccountAttributes,
    DescribeAddresses: natGateways.describeAddresses,
    DescribeAvailabilityZones: account.describeAvailabilityZones,
    DescribeImages: images.describeImages,
    DescribeInternetGateways: internetGateways.describeInternetGateways,
    DescribeLaunchTemplates: launchTemplates.describeLaunchTemplates,
    DescribeLaunchTemplateVersions: launchTemplates.describeLaunchTemplateVersions,
    DescribeNatGateways: natGateways.describeNatGateways,
    DescribeNetworkInterfaces: networkInterfaces.describeNetworkInterfaces,
    DescribeRegions: account.describeRegions,
    DescribeRouteTables: routeTables.describeRouteTables,
    DescribeSecurityGroups: securityGroups.describeSecurityGroups,
    DescribeSubnets: subnets.describeSubnets,
    DescribeVpcAttribute: vpcs.describeVpcAttribute,
    DescribeVpcEndpoints: vpcEndpoints.describeVpcEndpoints,
    DescribeVpcs: vpcs.describeVpcs,
    DetachInternetGateway: internetGateways.detachInternetGateway,
    DisassociateRouteTable: routeTables.disassociateRouteTable,
    DisassociateVpcCidrBlock: cidrBlocks.disassociateVpcCidrBlock,
    ModifySubnetAttribute: subnets.modifySubnetAttribute,
    ModifyVpcAttribute: vpcs.modifyVpcAttribute,
    ModifyVpcEndpoint: vpcEndpoints.modifyVpcEndpoint,
    RegisterImage: images.registerImage,
    ReleaseAddress: natGateways.releaseAddress,
    RevokeSecurityGroupEgress: securityGroups.revokeSecurityGroupEgress,
    RevokeSecurityGroupIngress: securityGroups.revokeSecurityGroupIngress,
  },
  timers: { 'nat gateway available': natGateways.becomeAvailable },
};
