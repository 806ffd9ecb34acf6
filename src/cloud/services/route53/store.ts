import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import { type PublicZone, publicZones } from '../../kernel/domain-names.ts';
import { AwsError } from '../../kernel/errors.ts';
import type { Call, Kernel } from '../../kernel/service.ts';

/** A record set with its name as the API shows it: lower case, a final dot, `*` as `\052`. */
export type RecordSet = ResourceRecordSet & { readonly Name: string; readonly Type: string };

export interface HostedZone extends Omit<PublicZone, 'values'> {
  readonly id: string;
  readonly callerReference: string;
  comment: string | undefined;
  readonly tags: Map<string, string>;
  /** By name, type and set identifier. */
  readonly records: Map<string, RecordSet>;
}

/** Route 53 of one account; it is global. */
export class Route53Store {
  readonly zones = new Map<string, HostedZone>();
  /** Changes by id: when each was submitted and when it is INSYNC, in milliseconds of modelled time. */
  readonly changes = new Map<string, { readonly submittedAtMs: number; readonly inSyncAtMs: number }>();
}

export function route53Store({ kernel, account }: Pick<Call, 'kernel' | 'account'>): Route53Store {
  return kernel.store('route53', { account, region: 'aws-global' }, () => new Route53Store());
}

/** Finds a zone by its id, with or without `/hostedzone/`. */
export function findZone(call: Pick<Call, 'kernel' | 'account'>, reference: string | undefined): HostedZone {
  const id = (reference ?? '').replace(/^\/?hostedzone\//, '');
  const zone = route53Store(call).zones.get(id);
  if (zone === undefined) throw new AwsError('NoSuchHostedZone', `No hosted zone found with ID: ${id}`, 404);
  return zone;
}

/** Creates a zone with its own name servers and publishes it. */
export function addZone(
  call: Pick<Call, 'kernel' | 'account'>,
  wanted: { readonly name: string; readonly callerReference: string; readonly comment?: string | undefined },
): HostedZone {
  const { kernel } = call;
  const name = dotted(wanted.name);
  const nameServers = newNameServers(kernel);
  const records = new Map<string, RecordSet>();
  const zone: HostedZone = {
    id: `Z${kernel.random.upper(20)}`,
    name,
    nameServers,
    callerReference: wanted.callerReference,
    comment: wanted.comment,
    tags: new Map(),
    records,
  };
  const soa = `${nameServers[0]}. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400`;
  putRecord(zone, {
    Name: name,
    Type: 'NS',
    TTL: 172_800,
    ResourceRecords: nameServers.map((server) => ({ Value: `${server}.` })),
  });
  putRecord(zone, { Name: name, Type: 'SOA', TTL: 900, ResourceRecords: [{ Value: soa }] });
  route53Store(call).zones.set(zone.id, zone);
  publish(zone, kernel);
  return zone;
}

/** Lets resolvers find the zone. */
function publish({ id, name, nameServers, records }: HostedZone, kernel: Kernel): void {
  publicZones(kernel).set(id, {
    name,
    nameServers,
    values: (wantedName, type) =>
      [...records.values()]
        .filter((record) => record.Name === dotted(wantedName) && record.Type === type)
        .flatMap(({ ResourceRecords = [] }) => ResourceRecords.map(({ Value }) => Value ?? '')),
  });
}

/** Zones of a snapshot are found again. */
export function publishZones(kernel: Kernel): void {
  for (const { account } of kernel.accountRegions('route53')) {
    for (const zone of route53Store({ kernel, account }).zones.values()) publish(zone, kernel);
  }
}

export function putRecord(zone: HostedZone, record: RecordSet): void {
  zone.records.set(recordKey(record), record);
}

export function recordKey({
  Name,
  Type,
  SetIdentifier = '',
}: Pick<RecordSet, 'Name' | 'Type' | 'SetIdentifier'>): string {
  return [Name, Type, SetIdentifier].join(' ');
}

/** Records a change, which `GetChange` reports as INSYNC after a while. */
export function startChange({ kernel, account }: Pick<Call, 'kernel' | 'account'>) {
  const id = `C${kernel.random.upper(20)}`;
  const now = kernel.clock.now();
  const inSyncAtMs = now + kernel.durations.seconds('name change') * 1000;
  route53Store({ kernel, account }).changes.set(id, { submittedAtMs: now, inSyncAtMs });
  return { Id: `/change/${id}`, Status: 'PENDING', SubmittedAt: new Date(now) };
}

/** A name as the API shows it. */
export function dotted(name: string): string {
  return `${name.toLowerCase().replace(/\.$/, '')}.`.replaceAll('*', '\\052');
}

function newNameServers({ random }: Kernel): string[] {
  const domains = ['com', 'net', 'org', 'co.uk'];
  return domains.map((domain, index) => {
    const number = index * 512 + Math.floor(random.next() * 512);
    return `ns-${number}.awsdns-${String(number % 64).padStart(2, '0')}.${domain}`;
  });
}
