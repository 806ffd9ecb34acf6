import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Service } from '../../../src/cloud/kernel/service.ts';
import { cloudUnderTest } from './cloud-under-test.ts';

const template = (name: string) => readFileSync(new URL(`templates/${name}`, import.meta.url), 'utf8');
const Capabilities: 'CAPABILITY_IAM'[] = ['CAPABILITY_IAM'];
const networkStack = [{ ParameterKey: 'NetworkStack', ParameterValue: 'net' }];

const ssm: Service = {
  signingName: 'ssm',
  schemas: {},
  operations: { GetParameter: () => ({ Parameter: { Value: 'ami-0abc' } }) },
};

async function outputs(name: string, input: object, file: string) {
  const cloud = cloudUnderTest([ssm]);
  await cloud.create('net', template('network.yaml'));
  const stack = await cloud.create(name, template(file), { Capabilities, ...input });
  expect(stack.StackStatus).toBe('CREATE_COMPLETE');
  const values = Object.fromEntries(stack.Outputs!.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  expect((await cloud.remove(name)).StackStatus).toBe('DELETE_COMPLETE');
  return values;
}

it('makes a network: subnets cut from its block, routes, and a NAT gateway only when wanted', async () => {
  const cloud = cloudUnderTest();
  const stack = await cloud.create('net', template('network.yaml'));
  const values = Object.fromEntries(stack.Outputs!.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  expect(values.NetworkId).toMatch(/^vpc-[0-9a-f]{17}$/);
  expect(values.PublicSubnets).toMatch(/^subnet-[0-9a-f]{17},subnet-[0-9a-f]{17}$/);
  expect(values.NatIp).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
  const created = (await cloud.rawEvents('net')).find(({ LogicalResourceId }) => LogicalResourceId === 'PrivateOne');
  expect(JSON.parse(created!.ResourceProperties!)).toMatchObject({
    CidrBlock: '10.42.2.0/24',
    AvailabilityZone: 'eu-west-1a',
  });
  const seconds =
    (stack.LastUpdatedTime ?? new Date(cloud.kernel.clock.now())).getTime() - stack.CreationTime!.getTime();
  expect(seconds / 1000).toBeGreaterThan(120);
  const without = await cloud.update('net', template('network.yaml'), {
    Parameters: [{ ParameterKey: 'WithNat', ParameterValue: 'false' }],
  });
  expect(without.Outputs).toHaveLength(2);
  expect(await cloud.resource('net', 'Nat')).toBeUndefined();
  expect((await cloud.remove('net')).StackStatus).toBe('DELETE_COMPLETE');
});

it('makes a load-balanced Fargate service', async () => {
  const values = await outputs('web', { Parameters: networkStack }, 'fargate.yaml');
  expect(values.Url).toMatch(/^http:\/\/web-LoadBalancer-[A-Z0-9]{12}-\d+\.eu-west-1\.elb\.amazonaws\.com$/);
  expect(values.Service).toMatch(
    /^arn:aws:ecs:eu-west-1:111122223333:service\/web-Cluster-[A-Z0-9]{12}\/web-Service-[A-Z0-9]{12}$/,
  );
  expect(values.TargetName).toMatch(/^targetgroup\/web-Targets-[A-Z0-9]{12}\/[0-9a-f]{16}$/);
});

it('makes a database', async () => {
  const values = await outputs('db', { Parameters: networkStack }, 'database.json');
  expect(values.Url).toMatch(
    /^mysql:\/\/db-database-[a-z0-9]{12}\.[0-9a-f]{12}\.eu-west-1\.rds\.amazonaws\.com:3306\/$/,
  );
});

it('makes a static website', async () => {
  const values = await outputs('site', {}, 'website.yaml');
  expect(values.Url).toMatch(/^https:\/\/d[0-9a-f]{13}\.cloudfront\.net\/$/);
  expect(values.Bucket).toMatch(/^site-bucket-[a-z0-9]{12}$/);
});

it('makes functions, a queue, a table and an HTTP API', async () => {
  const values = await outputs('jobs', {}, 'functions.yaml');
  expect(values.Endpoint).toMatch(/^https:\/\/[a-z0-9]{10}\.execute-api\.eu-west-1\.amazonaws\.com$/);
  expect(values.Queue).toMatch(/^https:\/\/sqs\.eu-west-1\.amazonaws\.com\/111122223333\/jobs-Jobs-[A-Z0-9]{12}$/);
});

it('makes a group of instances', async () => {
  const values = await outputs('group', { Parameters: networkStack }, 'instances.yaml');
  expect(values.Group).toMatch(/^group-Group-[A-Z0-9]{12}$/);
});

it('does not wait for slow resources in Express mode', async () => {
  const cloud = cloudUnderTest();
  const stack = await cloud.create('net', template('network.yaml'), { DeploymentConfig: { Mode: 'EXPRESS' } });
  expect(stack.StackStatus).toBe('CREATE_COMPLETE');
  expect(cloud.kernel.clock.now() - stack.CreationTime!.getTime()).toBeLessThan(60_000);
});
