import { DescribeSubnetsCommand, DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { GetRolePolicyCommand, IAMClient, ListRolePoliciesCommand, ListRolesCommand } from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { checkInvariants } from '../workflows/invariants.ts';
import { ingressOf } from './ingress-of.ts';
import { change, openSystem, releaseInto, testRetirement } from './system.ts';

const system = openSystem('wimpy');
const SHOP = 'environments/staging/applications/shop';

test('each environment has its own network of three tiers over three zones', () =>
  system.drive(async (stage) => {
    const ec2 = new EC2Client(stage.aws);
    const { Vpcs = [] } = await ec2.send(new DescribeVpcsCommand({}));
    const own = Vpcs.filter(({ IsDefault }) => !IsDefault);
    expect(own.map(({ CidrBlock }) => CidrBlock).toSorted()).toEqual(['10.0.0.0/16', '10.1.0.0/16']);
    for (const { VpcId = '' } of own) {
      const { Subnets = [] } = await ec2.send(
        new DescribeSubnetsCommand({ Filters: [{ Name: 'vpc-id', Values: [VpcId] }] }),
      );
      expect(Subnets).toHaveLength(9);
      expect(new Set(Subnets.map(({ AvailabilityZone }) => AvailabilityZone)).size).toBe(3);
    }
  }));

test('machines are reached on their port by the load balancer alone: nobody has port 22', () =>
  system.drive(async (stage) => {
    const rules = await ingressOf(stage, 'plinth--staging--shop--instances');
    expect(rules).toEqual([{ from: 8080, to: 8080, sources: ['group'] }]);
  }));

test("machines write to their own part of the bucket, and to nobody else's", () =>
  system.drive(async (stage) => {
    const iam = new IAMClient(stage.aws);
    const { Roles = [] } = await iam.send(new ListRolesCommand({}));
    const names = Roles.flatMap(({ RoleName = '' }) =>
      RoleName.startsWith('plinth--staging--shop--instances') ? [RoleName] : [],
    );
    const policies = await Promise.all(names.map((name) => policiesOf(iam, name)));
    const text = policies.flat().join('\n');
    expect(text).toContain('/staging/shop/*');
    expect(text).not.toContain('s3:*');
    expect(text).not.toContain('/production/');
  }));

test('a machine image goes live, a second one toggles, and the first is brought back', () =>
  system.drive(async (stage) => {
    await releaseInto(stage, SHOP, 'ami-0aaaaaaaaaaaaaaa1');
    const first = (await stage.send('GET', `/${SHOP}`)).body.live.slot;
    await releaseInto(stage, SHOP, 'ami-0bbbbbbbbbbbbbbb2');
    expect((await stage.send('GET', `/${SHOP}`)).body.live).toMatchObject({ release: 2 });
    await stage.succeed('POST', `/${SHOP}/rollback`, {});
    expect((await stage.send('GET', `/${SHOP}`)).body.live).toMatchObject({ release: 1, slot: first });
    await checkInvariants(stage);
  }));

test('staging goes out by a gateway: its network and its database stay', () =>
  system.drive(async (stage) => {
    const components = {
      network: { Cidr: '10.0.0.0/16', Zones: 3 },
      egress: { Kind: 'gateway' },
      mysql: { Profile: 'development' },
    };
    expect(await change(stage, system, { scope: 'environments/staging', spec: { components } })).toEqual({
      egress: 'update',
    });
  }));

testRetirement(system, [
  'base--alerts',
  'base--buckets',
  'base--keys',
  'base--logs',
  'base--shop--repository',
  'production--mysql',
  'production--network',
  'staging--mysql',
  'staging--network',
]);

async function policiesOf(iam: IAMClient, RoleName: string): Promise<readonly string[]> {
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  return Promise.all(
    PolicyNames.map(async (PolicyName) => {
      const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      return decodeURIComponent(PolicyDocument);
    }),
  );
}
