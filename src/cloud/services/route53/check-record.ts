import { isIPv4, isIPv6 } from 'node:net';
import type { HostedZone, RecordSet } from './store.ts';

/** Members of a routing policy; a record with one needs a set identifier. */
const ROUTINGS = ['Weight', 'Region', 'GeoLocation', 'Failover', 'MultiValueAnswer', 'CidrRoutingConfig'] as const;

/** Services by the hosted zone id of their alias targets, with the form of the targets' names. */
const ALIAS_TARGETS: Readonly<Record<string, RegExp>> = {
  Z2FDTNDATAQYW2: /\.cloudfront\.net\.$/,
  Z32O12XQLNTSW2: /\.elb\.amazonaws\.com\.$/,
};

const VALUES: Readonly<Record<string, (value: string) => boolean>> = {
  A: isIPv4,
  AAAA: isIPv6,
  CNAME: isHostName,
  NS: isHostName,
  TXT: (value) => /^("([^"\\]|\\.){0,255}"\s*)+$/.test(value),
  MX: (value) => /^\d{1,5} \S+$/.test(value),
  SRV: (value) => /^\d{1,5} \d{1,5} \d{1,5} \S+$/.test(value),
  CAA: (value) => /^\d{1,3} [a-z]+ ".*"$/.test(value),
  SOA: (value) => value.split(' ').length === 7,
};

/** Route 53's error message for a record by itself; undefined for a valid one. */
export function recordProblem(record: RecordSet, zone: HostedZone): string | undefined {
  const { Name, Type, AliasTarget, ResourceRecords = [], TTL, SetIdentifier } = record;
  if (Name !== zone.name && !Name.endsWith(`.${zone.name}`)) {
    return `RRSet with DNS name ${Name} is not permitted in zone ${zone.name}`;
  }
  if (VALUES[Type] === undefined) return `Invalid type '${Type}' for RRSet with DNS name ${Name}`;
  if (Type === 'CNAME' && Name === zone.name) {
    return `RRSet of type CNAME with DNS name ${Name} is not permitted at apex in zone ${zone.name}`;
  }
  const isRouted = ROUTINGS.some((member) => record[member] !== undefined);
  if (isRouted !== (SetIdentifier !== undefined)) {
    return `Invalid request: ${isRouted ? "Missing field 'SetIdentifier' in" : 'a routing policy is missing from'} Change with [Action=CREATE, Name=${Name}, Type=${Type}, SetIdentifier=${SetIdentifier ?? 'null'}]`;
  }
  if (AliasTarget !== undefined) return aliasProblem(record, zone);
  if (TTL === undefined) return `Missing field 'TTL' in Change with [Action=CREATE, Name=${Name}, Type=${Type}]`;
  if (ResourceRecords.length === 0) return `Missing field 'ResourceRecords' in RRSet with DNS name ${Name}`;
  if (Type === 'CNAME' && ResourceRecords.length > 1) {
    return `CNAME RRSet with DNS name ${Name} has more than one resource record`;
  }
  const wrong = ResourceRecords.find(({ Value = '' }) => !VALUES[Type]?.(Value))?.Value;
  return wrong === undefined ? undefined : `Invalid Resource Record: '${wrong}' is not a valid value of type ${Type}`;
}

/** Route 53's error message for a record among the others of its zone. */
export function neighbourProblem(
  record: RecordSet,
  zone: HostedZone,
  others: readonly RecordSet[],
): string | undefined {
  const { Name, Type, SetIdentifier } = record;
  const sameName = others.filter((other) => other.Name === Name);
  if (Type === 'CNAME' && sameName.some((other) => other.Type !== 'CNAME')) {
    return `RRSet of type CNAME with DNS name ${Name} is not permitted as it conflicts with other records with the same DNS name in zone ${zone.name}`;
  }
  if (Type !== 'CNAME' && sameName.some((other) => other.Type === 'CNAME')) {
    return `RRSet of type ${Type} with DNS name ${Name} is not permitted because a conflicting RRSet of type  CNAME with the same DNS name already exists in zone ${zone.name}`;
  }
  const mixed = sameName.some((other) => {
    return other.Type === Type && (other.SetIdentifier === undefined) !== (SetIdentifier === undefined);
  });
  return mixed
    ? `RRSet with DNS name ${Name}, type ${Type}, SetIdentifier ${SetIdentifier ?? 'null'} cannot be created because a record set of the same name and type without or with a set identifier exists`
    : undefined;
}

function aliasProblem({ Name, Type, AliasTarget, ResourceRecords, TTL }: RecordSet, zone: HostedZone) {
  if (ResourceRecords !== undefined || TTL !== undefined) {
    return `Invalid request: an alias record has no TTL and no values: RRSet with DNS name ${Name}, type ${Type}`;
  }
  const target = `${(AliasTarget?.DNSName ?? '').toLowerCase().replace(/\.$/, '')}.`;
  const zoneId = AliasTarget?.HostedZoneId ?? '';
  const tried = `Tried to create an alias that targets ${target}, type ${Type} in zone ${zoneId}`;
  if (zoneId === zone.id) {
    const isThere = [...zone.records.values()].some((other) => other.Name === target && other.Type === Type);
    return isThere ? undefined : `${tried}, but that target was not found`;
  }
  const names = ALIAS_TARGETS[zoneId];
  return names === undefined || names.test(target)
    ? undefined
    : `${tried}, but the alias target name does not lie within the target zone`;
}

function isHostName(value: string): boolean {
  return /^[A-Za-z0-9_]([A-Za-z0-9_-]*\.)*[A-Za-z0-9_.-]+$/.test(value) && value.length <= 255;
}
