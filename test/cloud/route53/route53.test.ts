import { expect, test } from 'vitest';
import { lookUp } from '../../../src/cloud/kernel/domain-names.ts';
import { route53, route53ResourceTypes } from '../../../src/cloud/services/route53/index.ts';
import { cloudUnderTest } from '../cloudformation/cloud-under-test.ts';
import { cloudOf } from '../iam/resource-context.ts';

interface Created {
  readonly HostedZone: { readonly Id: string };
  readonly ChangeInfo: { readonly Id: string };
  readonly DelegationSet: { readonly NameServers: string[] };
}

function cloudWithZones() {
  const cloud = cloudOf(route53);
  const zone = async (Name: string, place?: { account: string; region: string }) => {
    const input = { Name, CallerReference: `${Name} ${place?.account ?? ''}` };
    const { HostedZone, DelegationSet } = await cloud.call<Created>('route53', 'CreateHostedZone', input, place);
    return { id: HostedZone.Id, servers: DelegationSet.NameServers };
  };
  const change = (HostedZoneId: string, Action: string, ResourceRecordSet: object) =>
    cloud.call('route53', 'ChangeResourceRecordSets', {
      HostedZoneId,
      ChangeBatch: { Changes: [{ Action, ResourceRecordSet }] },
    });
  return { ...cloud, zone, change };
}

const address = (Name: string, Value = '192.0.2.1') => ({ Name, Type: 'A', TTL: 60, ResourceRecords: [{ Value }] });
const alias = (Name: string, HostedZoneId: string, DNSName: string) => {
  return { Name, Type: 'A', AliasTarget: { HostedZoneId, DNSName, EvaluateTargetHealth: false } };
};

test('a zone has four name servers of its own, an SOA and an NS record', async () => {
  const { call, zone } = cloudWithZones();
  const one = await zone('example.com');
  const other = await zone('example.org');
  expect(one.servers).toHaveLength(4);
  expect(one.servers[0]).toMatch(/^ns-\d+\.awsdns-\d\d\.com$/);
  expect(other.servers).not.toEqual(one.servers);
  const { ResourceRecordSets } = await call<{ ResourceRecordSets: { Type: string }[] }>(
    'route53',
    'ListResourceRecordSets',
    { HostedZoneId: one.id },
  );
  expect(ResourceRecordSets).toMatchObject([
    { Name: 'example.com.', Type: 'NS', ResourceRecords: one.servers.map((server) => ({ Value: `${server}.` })) },
    { Name: 'example.com.', Type: 'SOA' },
  ]);
});

test.each([
  ['a name of another zone', address('example.org'), 'is not permitted in zone example.com.'],
  ['a CNAME at the top', { ...address('example.com', 'a.example.org'), Type: 'CNAME' }, 'is not permitted at apex'],
  ['a CNAME beside an address', { ...address('www.example.com', 'a.b.c'), Type: 'CNAME' }, 'conflicts with other'],
  ['no time to live', { Name: 'a.example.com', Type: 'A', ResourceRecords: [{ Value: '192.0.2.1' }] }, "field 'TTL'"],
  ['a word for an address', address('a.example.com', 'word'), 'Invalid Resource Record'],
  ['a text without quotation marks', { ...address('a.example.com', 'v=spf1'), Type: 'TXT' }, 'Invalid Resource Record'],
  ['a weight without a set identifier', { ...address('a.example.com'), Weight: 1 }, "Missing field 'SetIdentifier'"],
  ['a second routing', { ...address('www.example.com'), Weight: 1, SetIdentifier: 'a' }, 'cannot be created'],
  ['an alias of the wrong service', alias('a.example.com', 'Z2FDTNDATAQYW2', 'x.elb.amazonaws.com'), 'does not lie'],
])('refuses %s', async (_what, record, message) => {
  const { zone, change } = cloudWithZones();
  const { id } = await zone('example.com');
  await change(id, 'CREATE', address('www.example.com'));
  await expect(change(id, 'CREATE', record)).rejects.toMatchObject({
    code: 'InvalidChangeBatch',
    message: expect.stringContaining(message),
  });
});

test('a record is made once, deleted only as it is, and replaced by an upsert', async () => {
  const { zone, change } = cloudWithZones();
  const { id } = await zone('example.com');
  await change(id, 'CREATE', address('www.example.com'));
  await expect(change(id, 'CREATE', address('WWW.example.com.'))).rejects.toThrow('but it already exists');
  await change(id, 'UPSERT', address('www.example.com', '192.0.2.2'));
  await expect(change(id, 'DELETE', address('www.example.com'))).rejects.toThrow('do not match the current values');
  await change(id, 'DELETE', address('www.example.com', '192.0.2.2'));
  await expect(change(id, 'DELETE', address('www.example.com'))).rejects.toThrow('but it was not found');
});

test('nothing of a batch is carried out when one change is wrong', async () => {
  const { call, kernel, zone } = cloudWithZones();
  const { id } = await zone('example.com');
  const Changes = [address('a.example.com'), address('b.example.org')].map((ResourceRecordSet) => {
    return { Action: 'CREATE', ResourceRecordSet };
  });
  const batch = call('route53', 'ChangeResourceRecordSets', { HostedZoneId: id, ChangeBatch: { Changes } });
  await expect(batch).rejects.toMatchObject({ code: 'InvalidChangeBatch' });
  expect(lookUp(kernel, { name: 'a.example.com', type: 'A' })).toEqual([]);
});

test('a zone with records of its own is not deleted', async () => {
  const { call, zone, change } = cloudWithZones();
  const { id } = await zone('example.com');
  await change(id, 'CREATE', address('example.com'));
  await expect(call('route53', 'DeleteHostedZone', { Id: id })).rejects.toMatchObject({ code: 'HostedZoneNotEmpty' });
  await change(id, 'DELETE', address('example.com'));
  await call('route53', 'DeleteHostedZone', { Id: id });
  await expect(call('route53', 'GetHostedZone', { Id: id })).rejects.toMatchObject({ code: 'NoSuchHostedZone' });
});

test('a name is found below a delegation only, also in another account', async () => {
  const { call, kernel, zone, change } = cloudWithZones();
  const parent = await zone('example.com');
  const place = { account: '222233334444', region: 'us-east-1' };
  const child = await zone('dev.example.com', place);
  const ChangeBatch = { Changes: [{ Action: 'CREATE', ResourceRecordSet: address('a.dev.example.com') }] };
  await call('route53', 'ChangeResourceRecordSets', { HostedZoneId: child.id, ChangeBatch }, place);
  const found = () => lookUp(kernel, { name: 'a.dev.example.com', type: 'A' });
  expect(found()).toEqual([]);
  const ResourceRecords = child.servers.map((Value) => ({ Value }));
  await change(parent.id, 'CREATE', { Name: 'dev.example.com', Type: 'NS', TTL: 60, ResourceRecords });
  expect(found()).toEqual(['192.0.2.1']);
});

test('a change is in sync after a while', async () => {
  const { call, kernel } = cloudWithZones();
  const input = { Name: 'example.com', CallerReference: 'one' };
  const { ChangeInfo } = await call<Created>('route53', 'CreateHostedZone', input);
  const status = async () => {
    const answer = await call<{ ChangeInfo: { Status: string } }>('route53', 'GetChange', { Id: ChangeInfo.Id });
    return answer.ChangeInfo.Status;
  };
  expect(await status()).toBe('PENDING');
  await kernel.clock.drive(kernel.clock.sleep(600));
  expect(await status()).toBe('INSYNC');
});

const stackOf = (value: string) => ({
  Resources: {
    Zone: { Type: 'AWS::Route53::HostedZone', Properties: { Name: 'example.com' } },
    Record: {
      Type: 'AWS::Route53::RecordSet',
      Properties: {
        HostedZoneId: { Ref: 'Zone' },
        Name: 'www.example.com',
        Type: 'A',
        TTL: '60',
        ResourceRecords: [value],
      },
    },
  },
  Outputs: { Servers: { Value: { 'Fn::Join': [',', { 'Fn::GetAtt': ['Zone', 'NameServers'] }] } } },
});

test('a stack makes a zone with its records, changes them, and takes them back', async () => {
  const cloud = cloudUnderTest([route53], route53ResourceTypes);
  const created = await cloud.create('names', stackOf('192.0.2.1'));
  expect(created.StackStatus).toBe('CREATE_COMPLETE');
  expect(created.Outputs?.[0]?.OutputValue?.split(',')).toHaveLength(4);
  await cloud.update('names', stackOf('192.0.2.2'));
  expect(lookUp(cloud.kernel, { name: 'www.example.com', type: 'A' })).toEqual(['192.0.2.2']);
  expect((await cloud.remove('names')).StackStatus).toBe('DELETE_COMPLETE');
});

test('a stack fails to delete a zone that somebody else has put a record into', async () => {
  const cloud = cloudUnderTest([route53], route53ResourceTypes);
  await cloud.create('names', stackOf('192.0.2.1'));
  const { PhysicalResourceId: HostedZoneId } = await cloud.resource('names', 'Zone');
  const ChangeBatch = { Changes: [{ Action: 'CREATE', ResourceRecordSet: address('foreign.example.com') }] };
  const place = { account: '111122223333', region: 'eu-west-1' };
  const input = { HostedZoneId, ChangeBatch };
  await cloud.kernel.clock.drive(cloud.kernel.invoke('route53', 'ChangeResourceRecordSets', input, place));
  expect((await cloud.remove('names')).StackStatus).toBe('DELETE_FAILED');
});

test('tags of a zone are set with its stack and by ChangeTagsForResource', async () => {
  const { call, zone } = cloudWithZones();
  const { id } = await zone('example.com');
  const ResourceId = id.replace('/hostedzone/', '');
  const tagged = { ResourceType: 'hostedzone', ResourceId };
  const tags = () => call('route53', 'ListTagsForResource', tagged);
  expect(await tags()).toMatchObject({ ResourceTagSet: { Tags: [] } });
  const AddTags = [
    { Key: 'owner', Value: 'team-a' },
    { Key: 'cost', Value: '7' },
  ];
  await call('route53', 'ChangeTagsForResource', { ...tagged, AddTags });
  await call('route53', 'ChangeTagsForResource', { ...tagged, RemoveTagKeys: ['cost'] });
  expect(await tags()).toMatchObject({ ResourceTagSet: { Tags: [{ Key: 'owner', Value: 'team-a' }] } });
  await expect(call('route53', 'ListTagsForResource', { ...tagged, ResourceId: 'Z0' })).rejects.toThrow(
    /No hosted zone/,
  );
  await expect(call('route53', 'ChangeTagsForResource', tagged)).rejects.toThrow(/At least one/);
});
