import type { NetworkInterface, Subnet } from '@aws-sdk/client-ec2';
import { expect, it } from 'vitest';
import { ec2, ec2ResourceTypes } from '../../../src/cloud/services/ec2/index.ts';
import { efsResourceTypes } from '../../../src/cloud/services/efs/index.ts';
import { type CloudUnderTest, cloudUnderTest, PLACE } from '../cloudformation/cloud-under-test.ts';
import { failureReason } from '../cloudformation/failure-reason.ts';

const FileSystem = { Type: 'AWS::EFS::FileSystem', Properties: { Encrypted: true } };
const target = (SubnetId: unknown, FileSystemId: unknown = { Ref: 'FileSystem' }) => ({
  Type: 'AWS::EFS::MountTarget',
  Properties: { FileSystemId, SubnetId, SecurityGroups: [] },
});

const cloudOf = () => cloudUnderTest([ec2], [...efsResourceTypes, ...ec2ResourceTypes]);

async function subnetsOf({ kernel }: CloudUnderTest): Promise<readonly string[]> {
  const { Subnets } = await kernel.invoke<{ Subnets: Subnet[] }>('ec2', 'DescribeSubnets', {}, PLACE);
  return Subnets.map(({ SubnetId = '' }) => SubnetId);
}

async function interfacesOf({ kernel }: CloudUnderTest): Promise<readonly NetworkInterface[]> {
  const answer = kernel.invoke<{ NetworkInterfaces: NetworkInterface[] }>(
    'ec2',
    'DescribeNetworkInterfaces',
    {},
    PLACE,
  );
  return (await answer).NetworkInterfaces;
}

it('gives each mount target an address of its subnet, and takes it back', async () => {
  const cloud = cloudOf();
  const [one, two] = await subnetsOf(cloud);
  const Point = { Type: 'AWS::EFS::AccessPoint', Properties: { FileSystemId: { Ref: 'FileSystem' } } };
  const stack = await cloud.create('files', {
    Resources: { FileSystem, One: target(one), Two: target(two), Point },
    Outputs: {
      Address: { Value: { 'Fn::GetAtt': ['One', 'IpAddress'] } },
      Point: { Value: { 'Fn::GetAtt': ['Point', 'Arn'] } },
    },
  });
  const outputs = Object.fromEntries(stack.Outputs!.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  const interfaces = await interfacesOf(cloud);
  expect(interfaces.map(({ SubnetId }) => SubnetId).sort()).toEqual([one, two].sort());
  expect(outputs.Address).toBe(interfaces.find(({ SubnetId }) => SubnetId === one)?.PrivateIpAddress);
  expect(outputs.Point).toMatch(/^arn:aws:elasticfilesystem:eu-west-1:111122223333:access-point\/fsap-[0-9a-f]{17}$/);
  expect((await cloud.remove('files')).StackStatus).toBe('DELETE_COMPLETE');
  expect(await interfacesOf(cloud)).toEqual([]);
});

it('refuses a second mount target in a zone', async () => {
  const cloud = cloudOf();
  const [subnet] = await subnetsOf(cloud);
  await cloud.create('files', {
    Resources: { FileSystem, One: target(subnet), Two: { ...target(subnet), DependsOn: 'One' } },
  });
  expect(await failureReason(cloud, 'files')).toContain('mount target already exists in this AZ');
});

it('refuses a mount target of a file system that is not there', async () => {
  const cloud = cloudOf();
  const [subnet] = await subnetsOf(cloud);
  await cloud.create('files', { Resources: { One: target(subnet, 'fs-0123456789abcdef0') } });
  expect(await failureReason(cloud, 'files')).toContain("File system 'fs-0123456789abcdef0' does not exist.");
});

it('keeps a file system while it has mount targets', async () => {
  const cloud = cloudOf();
  const [subnet] = await subnetsOf(cloud);
  const made = await cloud.create('files', {
    Resources: { FileSystem },
    Outputs: { Id: { Value: { Ref: 'FileSystem' } } },
  });
  const id = made.Outputs?.[0]?.OutputValue;
  await cloud.create('mounts', { Resources: { One: target(subnet, id) } });
  expect((await cloud.remove('files')).StackStatus).toBe('DELETE_FAILED');
  expect(await failureReason(cloud, 'files')).toContain(`The file system ${id} has mount targets`);
  await cloud.remove('mounts');
  expect((await cloud.remove('files')).StackStatus).toBe('DELETE_COMPLETE');
});
