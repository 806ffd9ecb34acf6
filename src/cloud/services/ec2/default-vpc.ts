import { attachInternetGateway, createInternetGateway } from './internet-gateways.ts';
import { addRoute } from './route-tables.ts';
import { type Ec2Call, ec2Store } from './store.ts';
import { addSubnet } from './subnets.ts';
import { addVpc } from './vpcs.ts';

/** The VPC that every account has in every region: 172.31.0.0/16, a public subnet in each zone. */
export function createDefaultVpc(call: Ec2Call): void {
  const store = ec2Store(call);
  const vpc = addVpc(store, { cidrBlock: '172.31.0.0/16', isDefault: true, tags: [] }, call);
  const gateway = createInternetGateway({}, call).InternetGateway;
  attachInternetGateway({ InternetGatewayId: gateway.InternetGatewayId, VpcId: vpc.VpcId }, call);
  const main = [...store.routeTables.values()].find(({ VpcId }) => VpcId === vpc.VpcId)!;
  addRoute(main, { DestinationCidrBlock: '0.0.0.0/0', GatewayId: gateway.InternetGatewayId });
  for (const [index, zone] of ['a', 'b', 'c'].entries()) {
    const subnet = addSubnet(
      store,
      { vpc, cidrBlock: `172.31.${index * 16}.0/20`, zone: `${call.region}${zone}`, tags: [] },
      call,
    );
    subnet.DefaultForAz = true;
    subnet.MapPublicIpOnLaunch = true;
  }
}
