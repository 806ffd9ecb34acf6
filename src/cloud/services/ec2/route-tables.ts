import type {
  AssociateRouteTableRequest,
  CreateRouteRequest,
  CreateRouteTableRequest,
  DeleteRouteRequest,
  DescribeRouteTablesRequest,
  Route,
  Tag,
} from '@aws-sdk/client-ec2';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { describe } from './describe.ts';
import {
  dependencyViolation,
  type Ec2Call,
  type Ec2Store,
  ec2Store,
  found,
  newId,
  type StoredRouteTable,
  type StoredVpc,
  tagsFrom,
} from './store.ts';

export function createRouteTable(input: CreateRouteTableRequest, call: Call) {
  const store = ec2Store(call);
  const vpc = found(store.vpcs, input.VpcId, 'vpc');
  return { RouteTable: addRouteTable(store, { vpc, isMain: false, tags: tagsFrom(input.TagSpecifications) }, call) };
}

export function addRouteTable(
  store: Ec2Store,
  wanted: { vpc: StoredVpc; isMain: boolean; tags: Tag[] },
  call: Ec2Call,
): StoredRouteTable {
  const RouteTableId = newId('rtb', call);
  const main = { Main: true, RouteTableAssociationId: newId('rtbassoc', call), RouteTableId };
  const table: StoredRouteTable = {
    RouteTableId,
    VpcId: wanted.vpc.VpcId,
    OwnerId: call.account,
    Associations: wanted.isMain ? [{ ...main, AssociationState: { State: 'associated' } }] : [],
    Routes: [
      { DestinationCidrBlock: wanted.vpc.CidrBlock, GatewayId: 'local', Origin: 'CreateRouteTable', State: 'active' },
    ],
    Tags: wanted.tags,
  };
  store.routeTables.set(RouteTableId, table);
  return table;
}

export function deleteRouteTable(input: { RouteTableId?: string }, call: Call) {
  const store = ec2Store(call);
  const table = found(store.routeTables, input.RouteTableId, 'routeTable');
  if (table.Associations.length > 0) throw dependencyViolation('routeTable', table.RouteTableId);
  store.routeTables.delete(table.RouteTableId);
  return {};
}

export function describeRouteTables(input: DescribeRouteTablesRequest, call: Call) {
  const { page, next } = describe(
    {
      items: ec2Store(call).routeTables,
      kind: 'routeTable',
      fields: {
        'vpc-id': (table) => table.VpcId,
        'route-table-id': (table) => table.RouteTableId,
        'association.subnet-id': (table) => table.Associations.map(({ SubnetId }) => SubnetId),
        'association.main': (table) => table.Associations.some(({ Main }) => Main),
        'route.nat-gateway-id': (table) => table.Routes.map(({ NatGatewayId }) => NatGatewayId),
        'route.gateway-id': (table) => table.Routes.map(({ GatewayId }) => GatewayId),
      },
    },
    { ...input, ids: input.RouteTableIds },
  );
  return { RouteTables: page, ...next };
}

export function createRoute(input: CreateRouteRequest, call: Call) {
  const store = ec2Store(call);
  const table = found(store.routeTables, input.RouteTableId, 'routeTable');
  if (input.NatGatewayId !== undefined) found(store.natGateways, input.NatGatewayId, 'natGateway');
  if (input.GatewayId?.startsWith('igw-')) {
    const gateway = found(store.internetGateways, input.GatewayId, 'internetGateway');
    if (!gateway.Attachments.some(({ VpcId }) => VpcId === table.VpcId)) {
      throw new AwsError(
        'InvalidParameterValue',
        `route table ${table.RouteTableId} and network gateway ${input.GatewayId} belong to different networks`,
      );
    }
  }
  if (table.Routes.some((route) => destinationOf(route) === destinationOf(input))) {
    throw new AwsError('RouteAlreadyExists', `The route identified by ${destinationOf(input)} already exists.`);
  }
  addRoute(table, input);
  return { Return: true };
}

export function addRoute(table: StoredRouteTable, wanted: CreateRouteRequest | Route): void {
  const { RouteTableId: _table, DryRun: _dryRun, ...route } = wanted as CreateRouteRequest;
  table.Routes.push({ ...(route as Route), Origin: 'CreateRoute', State: 'active' });
}

export function deleteRoute(input: DeleteRouteRequest, call: Call) {
  const table = found(ec2Store(call).routeTables, input.RouteTableId, 'routeTable');
  const index = table.Routes.findIndex((route) => destinationOf(route) === destinationOf(input));
  if (index < 0) {
    throw new AwsError(
      'InvalidRoute.NotFound',
      `no route with destination-cidr-block ${destinationOf(input)} in route table ${table.RouteTableId}`,
    );
  }
  table.Routes.splice(index, 1);
  return {};
}

export function associateRouteTable(input: AssociateRouteTableRequest, call: Call) {
  const store = ec2Store(call);
  const table = found(store.routeTables, input.RouteTableId, 'routeTable');
  const subnet = found(store.subnets, input.SubnetId, 'subnet');
  if (table.VpcId !== subnet.VpcId) {
    throw new AwsError(
      'InvalidParameterValue',
      `Route table ${table.RouteTableId} and subnet ${subnet.SubnetId} belong to different networks`,
    );
  }
  const taken = [...store.routeTables.values()].some(({ Associations }) =>
    Associations.some(({ SubnetId }) => SubnetId === subnet.SubnetId),
  );
  if (taken) {
    throw new AwsError(
      'Resource.AlreadyAssociated',
      `the specified association for route table ${table.RouteTableId} conflicts with an existing association`,
    );
  }
  const AssociationId = newId('rtbassoc', call);
  table.Associations.push({
    Main: false,
    RouteTableAssociationId: AssociationId,
    RouteTableId: table.RouteTableId,
    SubnetId: subnet.SubnetId,
    AssociationState: { State: 'associated' },
  });
  return { AssociationId, AssociationState: { State: 'associated' } };
}

export function disassociateRouteTable(input: { AssociationId?: string }, call: Call) {
  for (const table of ec2Store(call).routeTables.values()) {
    const index = table.Associations.findIndex((each) => each.RouteTableAssociationId === input.AssociationId);
    if (index < 0) continue;
    table.Associations.splice(index, 1);
    return {};
  }
  throw new AwsError('InvalidAssociationID.NotFound', `The association ID '${input.AssociationId}' does not exist`);
}

function destinationOf(route: { [K in keyof Route]?: Route[K] } | DeleteRouteRequest): string | undefined {
  return route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? route.DestinationPrefixListId;
}
