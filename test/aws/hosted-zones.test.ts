import {
  ChangeResourceRecordSetsCommand,
  GetHostedZoneCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  Route53Client,
  Route53ServiceException,
} from '@aws-sdk/client-route-53';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { contents } from '../../src/aws/contents.ts';
import { zones } from '../../src/aws/zones.ts';
import { stubSettings } from './stubbed-settings.ts';

const route53 = mockClient(Route53Client);
const target = { account: '111122223333', region: 'eu-west-1' };
const zone = { type: 'AWS::Route53::HostedZone', physicalId: 'Z1' } as const;

const own: ResourceRecordSet[] = [
  { Name: 'example.com.', Type: 'NS' },
  { Name: 'example.com.', Type: 'SOA' },
];
const validation: ResourceRecordSet = { Name: '_x.example.com.', Type: 'CNAME', TTL: 300 };
const delegation: ResourceRecordSet = { Name: 'dev.example.com.', Type: 'NS', TTL: 300 };

stubSettings();
beforeEach(() => {
  route53.reset();
  route53.on(GetHostedZoneCommand).resolves({ HostedZone: { Id: 'Z1', Name: 'example.com.', CallerReference: '' } });
});

afterAll(() => {
  route53.restore();
});

function holds(...records: ResourceRecordSet[]) {
  return { ResourceRecordSets: [...own, ...records], IsTruncated: false, MaxItems: 300 };
}

test('deletes every record but those without which there is no zone', async () => {
  route53.on(ListResourceRecordSetsCommand).resolvesOnce(holds(validation, delegation)).resolvesOnce(holds());
  expect(await contents.deleteBatch(target, zone)).toEqual({ deleted: 2, more: false });
  expect(route53.commandCalls(ChangeResourceRecordSetsCommand)[0]?.args[0].input.ChangeBatch?.Changes).toEqual([
    { Action: 'DELETE', ResourceRecordSet: validation },
    { Action: 'DELETE', ResourceRecordSet: delegation },
  ]);
});

test('looks again when somebody else was quicker, and stops after a bounded number of looks', async () => {
  route53.on(ListResourceRecordSetsCommand).resolves(holds(validation));
  route53.on(ChangeResourceRecordSetsCommand).rejects(failure('InvalidChangeBatch'));
  expect(await contents.deleteBatch(target, zone)).toEqual({ deleted: 0, more: true });
  expect(route53.commandCalls(ListResourceRecordSetsCommand)).toHaveLength(5);
});

test('finds a zone empty that is not there', async () => {
  route53.on(GetHostedZoneCommand).rejects(failure('NoSuchHostedZone'));
  expect(await contents.deleteBatch(target, zone)).toEqual({ deleted: 0, more: false });
});

test('reads the domain of a zone, and knows none that this account may not see', async () => {
  expect(await zones.domain(target, 'Z1')).toBe('example.com');
  for (const name of ['NoSuchHostedZone', 'AccessDenied']) {
    route53.on(GetHostedZoneCommand).rejectsOnce(failure(name));
    expect(await zones.domain(target, 'Z9')).toBeUndefined();
  }
});

function failure(name: string): Route53ServiceException {
  return new Route53ServiceException({ name, message: name, $fault: 'client', $metadata: {} });
}
