import { AwsError } from '../../../kernel/errors.ts';
import type { ResourceContext, ResourceType } from '../../../kernel/service.ts';
import * as gateways from '../internet-gateways.ts';
import * as tables from '../route-tables.ts';
import { ec2Store, found } from '../store.ts';
import { tagResource } from './tag-resource.ts';

const DETACH_ATTEMPTS_MAX = 60;
const DETACH_PAUSE_SECONDS = 10;

interface RouteProperties {
  readonly RouteTableId: string;
  readonly DestinationCidrBlock?: string;
  readonly DestinationIpv6CidrBlock?: string;
  readonly DestinationPrefixListId?: string;
}

export const routeTableType: ResourceType = {
  typeName: 'AWS::EC2::RouteTable',
  timing: 'model',
  async create(properties, context) {
    const { RouteTable } = tables.createRouteTable({ VpcId: properties.VpcId as string }, context);
    tagResource(RouteTable, properties, context);
    return { physicalId: RouteTable.RouteTableId, attributes: { RouteTableId: RouteTable.RouteTableId } };
  },
  async update(resource, properties, _previous, context) {
    tagResource(found(ec2Store(context).routeTables, resource.physicalId, 'routeTable'), properties, context);
    return resource;
  },
  async delete(resource, _properties, context) {
    if (ec2Store(context).routeTables.has(resource.physicalId))
      tables.deleteRouteTable({ RouteTableId: resource.physicalId }, context);
  },
};

/** An update keeps the destination and changes where the route leads. */
export const routeType: ResourceType = {
  typeName: 'AWS::EC2::Route',
  timing: 'model',
  async create(properties, context) {
    const route = properties as unknown as RouteProperties;
    tables.createRoute(route, context);
    const destination = route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? route.DestinationPrefixListId;
    return { physicalId: `${route.RouteTableId}|${destination}`, attributes: { CidrBlock: destination } };
  },
  async update(resource, properties, previous, context) {
    tables.deleteRoute(previous as unknown as RouteProperties, context);
    tables.createRoute(properties as unknown as RouteProperties, context);
    return resource;
  },
  async delete(_resource, properties, context) {
    const route = properties as unknown as RouteProperties;
    if (ec2Store(context).routeTables.has(route.RouteTableId)) tables.deleteRoute(route, context);
  },
};

export const subnetRouteTableAssociationType: ResourceType = {
  typeName: 'AWS::EC2::SubnetRouteTableAssociation',
  timing: 'model',
  async create(properties, context) {
    const { RouteTableId, SubnetId } = properties as { RouteTableId: string; SubnetId: string };
    const { AssociationId } = tables.associateRouteTable({ RouteTableId, SubnetId }, context);
    return { physicalId: AssociationId, attributes: { Id: AssociationId } };
  },
  async delete(resource, _properties, context) {
    tables.disassociateRouteTable({ AssociationId: resource.physicalId }, context);
  },
};

export const internetGatewayType: ResourceType = {
  typeName: 'AWS::EC2::InternetGateway',
  timing: 'model',
  async create(properties, context) {
    const { InternetGateway } = gateways.createInternetGateway({}, context);
    tagResource(InternetGateway, properties, context);
    const id = InternetGateway.InternetGatewayId;
    return { physicalId: id, attributes: { InternetGatewayId: id } };
  },
  async update(resource, properties, _previous, context) {
    tagResource(found(ec2Store(context).internetGateways, resource.physicalId, 'internetGateway'), properties, context);
    return resource;
  },
  async delete(resource, _properties, context) {
    if (!ec2Store(context).internetGateways.has(resource.physicalId)) return;
    gateways.deleteInternetGateway({ InternetGatewayId: resource.physicalId }, context);
  },
};

export const vpcGatewayAttachmentType: ResourceType = {
  typeName: 'AWS::EC2::VPCGatewayAttachment',
  timing: 'model',
  async create(properties, context) {
    const { InternetGatewayId, VpcId } = properties as { InternetGatewayId: string; VpcId: string };
    gateways.attachInternetGateway({ InternetGatewayId, VpcId }, context);
    return { physicalId: `IGW|${VpcId}`, attributes: { AttachmentType: 'IGW' } };
  },
  async delete(_resource, properties, context) {
    const { InternetGatewayId, VpcId } = properties as { InternetGatewayId: string; VpcId: string };
    await detachWhenUnmapped({ InternetGatewayId, VpcId }, context);
  },
};

/**
 * NAT gateways and tasks of the same stack may still hold public addresses; CloudFormation retries until they are
 * released.
 */
async function detachWhenUnmapped(
  attachment: { readonly InternetGatewayId: string; readonly VpcId: string },
  context: ResourceContext,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      gateways.detachInternetGateway(attachment, context);
      return;
    } catch (error) {
      const isHeld = error instanceof AwsError && error.code === 'DependencyViolation';
      if (!isHeld || attempt === DETACH_ATTEMPTS_MAX) throw error;
      await context.kernel.clock.sleep(DETACH_PAUSE_SECONDS, context.signal);
    }
  }
}
