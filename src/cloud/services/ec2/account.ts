import type {
  CreateTagsRequest,
  DeleteTagsRequest,
  DescribeAvailabilityZonesRequest,
  DescribeRegionsRequest,
  Tag,
} from '@aws-sdk/client-ec2';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { ec2Store } from './store.ts';
import { zoneId } from './zone-id.ts';

const REGIONS = [
  'ap-northeast-1',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-central-1',
  'eu-north-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
];

export function describeRegions(input: DescribeRegionsRequest, call: Call) {
  const known = REGIONS.includes(call.region) ? REGIONS : [...REGIONS, call.region];
  const wanted = input.RegionNames ?? known;
  const unknown = wanted.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new AwsError('InvalidParameterValue', `Invalid region provided: ${unknown}`);
  return {
    Regions: wanted.map((RegionName) => ({
      RegionName,
      Endpoint: `ec2.${RegionName}.amazonaws.com`,
      OptInStatus: 'opt-in-not-required',
    })),
  };
}

export function describeAvailabilityZones(input: DescribeAvailabilityZonesRequest, call: Call) {
  const zones = ['a', 'b', 'c'].map((letter) => ({
    ZoneName: `${call.region}${letter}`,
    ZoneId: zoneId(`${call.region}${letter}`),
    ZoneType: 'availability-zone',
    RegionName: call.region,
    GroupName: call.region,
    NetworkBorderGroup: call.region,
    OptInStatus: 'opt-in-not-required',
    State: 'available',
    Messages: [],
  }));
  const wanted = input.ZoneNames;
  return {
    AvailabilityZones: wanted === undefined ? zones : zones.filter(({ ZoneName }) => wanted.includes(ZoneName)),
  };
}

export function describeAccountAttributes(_input: object, call: Call) {
  const defaultVpc = [...ec2Store(call).vpcs.values()].find(({ IsDefault }) => IsDefault)?.VpcId ?? 'none';
  const values = {
    'supported-platforms': 'VPC',
    'default-vpc': defaultVpc,
    'max-instances': '20',
    'vpc-max-elastic-ips': '5',
    'max-elastic-ips': '5',
  };
  return {
    AccountAttributes: Object.entries(values).map(([AttributeName, AttributeValue]) => ({
      AttributeName,
      AttributeValues: [{ AttributeValue }],
    })),
  };
}

export function createTags(input: CreateTagsRequest, call: Call) {
  for (const id of input.Resources ?? []) {
    const resource = taggable(id, call);
    const added = new Set((input.Tags ?? []).map(({ Key }) => Key));
    resource.Tags = [...(resource.Tags ?? []).filter(({ Key }) => !added.has(Key)), ...(input.Tags ?? [])];
  }
  return {};
}

export function deleteTags(input: DeleteTagsRequest, call: Call) {
  const removed = new Set((input.Tags ?? []).map(({ Key }) => Key));
  for (const id of input.Resources ?? []) {
    const resource = taggable(id, call);
    resource.Tags = (resource.Tags ?? []).filter(({ Key }) => !removed.has(Key));
  }
  return {};
}

function taggable(id: string, call: Call): { Tags?: Tag[] | undefined } {
  const store = ec2Store(call);
  const collections: ReadonlyMap<string, { Tags?: Tag[] | undefined }>[] = [
    store.vpcs,
    store.subnets,
    store.securityGroups,
    store.routeTables,
    store.internetGateways,
    store.addresses,
    store.natGateways,
    store.vpcEndpoints,
  ];
  for (const items of collections) {
    const item = items.get(id);
    if (item !== undefined) return item;
  }
  throw new AwsError('InvalidID', `The ID '${id}' is not valid`);
}
