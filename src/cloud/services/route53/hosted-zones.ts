import type {
  CreateHostedZoneRequest,
  DeleteHostedZoneRequest,
  GetHostedZoneRequest,
  ListHostedZonesByNameRequest,
  ListHostedZonesRequest,
} from '@aws-sdk/client-route-53';
import { publicZones } from '../../kernel/domain-names.ts';
import { AwsError, notImplemented } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { addZone, dotted, findZone, type HostedZone, route53Store, startChange } from './store.ts';

const PAGE_ITEMS_MAX = 100;
const DOMAIN_NAME = /^(?=.{1,255}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+$/;

export function createHostedZone(input: CreateHostedZoneRequest, call: Call) {
  if (input.VPC !== undefined || input.HostedZoneConfig?.PrivateZone === true) {
    throw notImplemented('route53', 'CreateHostedZone of a private zone');
  }
  if (input.DelegationSetId !== undefined) throw notImplemented('route53', 'CreateHostedZone with a DelegationSetId');
  const name = checkedName(input.Name);
  const callerReference = input.CallerReference ?? '';
  if ([...route53Store(call).zones.values()].some((zone) => zone.callerReference === callerReference)) {
    const message = `A hosted zone has already been created with the specified caller reference.`;
    throw new AwsError('HostedZoneAlreadyExists', message, 409);
  }
  const zone = addZone(call, { name, callerReference, comment: input.HostedZoneConfig?.Comment });
  return {
    HostedZone: describe(zone),
    ChangeInfo: startChange(call),
    DelegationSet: { NameServers: [...zone.nameServers] },
    Location: `https://route53.amazonaws.com/2013-04-01/hostedzone/${zone.id}`,
  };
}

export function getHostedZone(input: GetHostedZoneRequest, call: Call) {
  const zone = findZone(call, input.Id);
  return { HostedZone: describe(zone), DelegationSet: { NameServers: [...zone.nameServers] } };
}

export function listHostedZones(input: ListHostedZonesRequest, call: Call) {
  const max = Math.min(Number(input.MaxItems ?? PAGE_ITEMS_MAX), PAGE_ITEMS_MAX);
  const all = [...route53Store(call).zones.values()];
  const start = input.Marker === undefined ? 0 : all.findIndex(({ id }) => id === input.Marker);
  const next = all[start + max];
  return {
    HostedZones: all.slice(start, start + max).map(describe),
    Marker: input.Marker,
    IsTruncated: next !== undefined,
    ...(next && { NextMarker: next.id }),
    MaxItems: max,
  };
}

/** In the order of reversed labels: `com.example`, `com.example.dev`. */
export function listHostedZonesByName(input: ListHostedZonesByNameRequest, call: Call) {
  const max = Math.min(Number(input.MaxItems ?? PAGE_ITEMS_MAX), PAGE_ITEMS_MAX);
  const from = input.DNSName === undefined ? '' : reversed(dotted(input.DNSName));
  const all = [...route53Store(call).zones.values()]
    .filter((zone) => reversed(zone.name) >= from)
    .sort((one, other) => (reversed(one.name) < reversed(other.name) ? -1 : 1));
  const next = all[max];
  return {
    HostedZones: all.slice(0, max).map(describe),
    IsTruncated: next !== undefined,
    ...(next && { NextDNSName: next.name, NextHostedZoneId: next.id }),
    MaxItems: max,
  };
}

export function deleteHostedZone(input: DeleteHostedZoneRequest, call: Call) {
  const zone = findZone(call, input.Id);
  removeZone(zone, call);
  return { ChangeInfo: startChange(call) };
}

/** Throws HostedZoneNotEmpty while the zone has records other than its SOA and NS. */
export function removeZone(zone: HostedZone, call: Call): void {
  const others = [...zone.records.values()].filter(({ Name, Type }) => {
    return Name !== zone.name || (Type !== 'SOA' && Type !== 'NS');
  });
  if (others.length > 0) {
    const message = 'The specified hosted zone contains non-required resource record sets  and so cannot be deleted.';
    throw new AwsError('HostedZoneNotEmpty', message);
  }
  route53Store(call).zones.delete(zone.id);
  publicZones(call.kernel).delete(zone.id);
}

export function getChange(input: { Id?: string }, call: Call) {
  const id = (input.Id ?? '').replace(/^\/?change\//, '');
  const change = route53Store(call).changes.get(id);
  if (change === undefined) throw new AwsError('NoSuchChange', `Could not find resource with ID: ${id}`, 404);
  const Status = change.inSyncAtMs <= call.kernel.clock.now() ? 'INSYNC' : 'PENDING';
  return { ChangeInfo: { Id: `/change/${id}`, Status, SubmittedAt: new Date(change.submittedAtMs) } };
}

/** Labels from the last to the first, as Route 53 sorts names. */
export function reversed(name: string): string {
  return name.split('.').reverse().join('.');
}

export function checkedName(given: string | undefined): string {
  const name = dotted(given ?? '');
  if (DOMAIN_NAME.test(name)) return name;
  throw new AwsError('InvalidDomainName', `The specified domain name is not valid: ${given}`);
}

function describe(zone: HostedZone) {
  return {
    Id: `/hostedzone/${zone.id}`,
    Name: zone.name,
    CallerReference: zone.callerReference,
    Config: { ...(zone.comment !== undefined && { Comment: zone.comment }), PrivateZone: false },
    ResourceRecordSetCount: zone.records.size,
  };
}
