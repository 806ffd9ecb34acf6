import type { CreateInternetGatewayRequest, DescribeInternetGatewaysRequest } from '@aws-sdk/client-ec2';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { describe } from './describe.ts';
import {
  dependencyViolation,
  type Ec2Call,
  ec2Store,
  found,
  newId,
  type StoredInternetGateway,
  tagsFrom,
} from './store.ts';

interface Attachment {
  readonly InternetGatewayId?: string;
  readonly VpcId?: string;
}

export function createInternetGateway(input: CreateInternetGatewayRequest, call: Ec2Call) {
  const gateway: StoredInternetGateway = {
    InternetGatewayId: newId('igw', call),
    Attachments: [],
    OwnerId: call.account,
    Tags: tagsFrom(input.TagSpecifications),
  };
  ec2Store(call).internetGateways.set(gateway.InternetGatewayId, gateway);
  return { InternetGateway: gateway };
}

export function attachInternetGateway(input: Attachment, call: Ec2Call) {
  const store = ec2Store(call);
  const gateway = found(store.internetGateways, input.InternetGatewayId, 'internetGateway');
  const { VpcId } = found(store.vpcs, input.VpcId, 'vpc');
  if (gateway.Attachments.length > 0) {
    throw new AwsError(
      'Resource.AlreadyAssociated',
      `resource ${gateway.InternetGatewayId} is already attached to network ${gateway.Attachments[0]?.VpcId}`,
    );
  }
  if (
    [...store.internetGateways.values()].some(({ Attachments }) => Attachments.some((each) => each.VpcId === VpcId))
  ) {
    throw new AwsError('InvalidParameterValue', `Network ${VpcId} already has an internet gateway attached`);
  }
  gateway.Attachments.push({ State: 'attached', VpcId });
  return {};
}

export function detachInternetGateway(input: Attachment, call: Call) {
  const store = ec2Store(call);
  const gateway = found(store.internetGateways, input.InternetGatewayId, 'internetGateway');
  const index = gateway.Attachments.findIndex(({ VpcId }) => VpcId === input.VpcId);
  if (index < 0) {
    throw new AwsError(
      'Gateway.NotAttached',
      `resource ${gateway.InternetGatewayId} is not attached to network ${input.VpcId}`,
    );
  }
  const mapped = [...store.networkInterfaces.values()].some(
    (each) => each.VpcId === input.VpcId && each.Association?.PublicIp,
  );
  if (mapped) {
    throw new AwsError(
      'DependencyViolation',
      `Network ${input.VpcId} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`,
    );
  }
  gateway.Attachments.splice(index, 1);
  return {};
}

export function deleteInternetGateway(input: { InternetGatewayId?: string }, call: Call) {
  const store = ec2Store(call);
  const gateway = found(store.internetGateways, input.InternetGatewayId, 'internetGateway');
  if (gateway.Attachments.length > 0) throw dependencyViolation('internetGateway', gateway.InternetGatewayId);
  store.internetGateways.delete(gateway.InternetGatewayId);
  return {};
}

export function describeInternetGateways(input: DescribeInternetGatewaysRequest, call: Call) {
  const { page, next } = describe(
    {
      items: ec2Store(call).internetGateways,
      kind: 'internetGateway',
      fields: {
        'internet-gateway-id': (gateway) => gateway.InternetGatewayId,
        'attachment.vpc-id': (gateway) => gateway.Attachments.map(({ VpcId }) => VpcId),
      },
    },
    { ...input, ids: input.InternetGatewayIds },
  );
  return { InternetGateways: page, ...next };
}
