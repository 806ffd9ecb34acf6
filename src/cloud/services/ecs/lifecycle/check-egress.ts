import { AwsError } from '../../../kernel/errors.ts';
import type { EcsCall, Task, TaskInterface } from '../store.ts';

interface RouteTables {
  readonly RouteTables: { readonly Routes: readonly Route[] }[];
}

interface Route {
  readonly DestinationCidrBlock?: string;
  readonly GatewayId?: string;
  readonly State?: string;
  readonly NatGatewayId?: string;
}

interface NatGatewayStates {
  readonly NatGateways: { readonly State: string }[];
}

interface Endpoints {
  readonly VpcEndpoints: { readonly ServiceName: string }[];
}

/**
 * A task reaches ECR by a public address and an internet gateway, by any other default route (NAT), or by VPC endpoints
 * for ECR and S3; other registries by a route alone. Without one of these it fails as on Fargate, with a
 * `ResourceInitializationError` or a `CannotPullContainerError`.
 */
export async function checkEgress(task: Task, call: EcsCall): Promise<void> {
  const eni = task.networkInterface;
  if (eni === undefined || (await hasWayOut(task, eni, call))) return;
  const outsideEcr = task.containers.find(({ image }) => !/\.dkr\.ecr\./.test(image));
  if (outsideEcr !== undefined) throw cannotPull(outsideEcr.image);
  if (await hasEndpoints(eni, call)) return;
  throw new AwsError(
    'ResourceInitializationError',
    'ResourceInitializationError: unable to pull secrets or registry auth: The task cannot pull registry auth from Amazon ECR: There is a connection issue between the task and Amazon ECR. Check your task network configuration. operation error ECR: GetAuthorizationToken, exceeded maximum number of attempts, 3',
  );
}

function cannotPull(image: string): AwsError {
  const [first = ''] = image.split('/');
  const host = first.includes('.') ? first : 'registry-1.docker.io';
  return new AwsError(
    'CannotPullContainerError',
    `CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref ${image}: failed to do request: Head "https://${host}/v2/": dial tcp: i/o timeout`,
  );
}

async function hasWayOut(task: Task, eni: TaskInterface, call: EcsCall): Promise<boolean> {
  const route = (await routesOf(eni, call)).find(({ DestinationCidrBlock }) => DestinationCidrBlock === '0.0.0.0/0');
  const isPublic = task.network.assignPublicIp === 'ENABLED';
  const leads =
    route !== undefined && route.State !== 'blackhole' && (isPublic || !route.GatewayId?.startsWith('igw-'));
  return leads && isAvailable(route, call);
}

/** Routes of the subnet's own table, else of the VPC's main one. */
async function routesOf(eni: TaskInterface, { kernel, account, region }: EcsCall): Promise<readonly Route[]> {
  const tables = (filters: Record<string, string>) => {
    const Filters = Object.entries(filters).map(([Name, value]) => ({ Name, Values: [value] }));
    return kernel.invoke<RouteTables>('ec2', 'DescribeRouteTables', { Filters }, { account, region });
  };
  const own = await tables({ 'association.subnet-id': eni.subnetId });
  const used = own.RouteTables.length > 0 ? own : await tables({ 'vpc-id': eni.vpcId, 'association.main': 'true' });
  return used.RouteTables[0]?.Routes ?? [];
}

/** A pending NAT gateway does not forward traffic. */
async function isAvailable(
  { NatGatewayId }: Route,
  { kernel, account, region }: Pick<EcsCall, 'kernel' | 'account' | 'region'>,
): Promise<boolean> {
  if (NatGatewayId === undefined) return true;
  const input = { NatGatewayIds: [NatGatewayId] };
  const { NatGateways } = await kernel.invoke<NatGatewayStates>('ec2', 'DescribeNatGateways', input, {
    account,
    region,
  });
  return NatGateways[0]?.State === 'available';
}

async function hasEndpoints(eni: TaskInterface, { kernel, account, region }: EcsCall): Promise<boolean> {
  const Filters = [{ Name: 'vpc-id', Values: [eni.vpcId] }];
  const { VpcEndpoints } = await kernel.invoke<Endpoints>(
    'ec2',
    'DescribeVpcEndpoints',
    { Filters },
    { account, region },
  );
  const names = new Set(VpcEndpoints.map(({ ServiceName }) => ServiceName.split(`.${region}.`).at(-1)));
  return ['ecr.api', 'ecr.dkr', 's3'].every((name) => names.has(name));
}
