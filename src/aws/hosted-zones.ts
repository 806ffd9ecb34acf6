import {
  ChangeResourceRecordSetsCommand,
  GetHostedZoneCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  type Route53Client,
} from '@aws-sdk/client-route-53';
import { unlessAws } from './aws-error.ts';

const pagesMax = 5;

/**
 * Deletes the records of a hosted zone except its NS and SOA records, some hundred per call. Answers false while some remain.
 * A missing zone counts as empty.
 */
export function emptyZone(client: Route53Client, zoneId: string): Promise<boolean> {
  return unlessAws(['NoSuchHostedZone'], emptied(client, zoneId), true);
}

async function emptied(client: Route53Client, Id: string): Promise<boolean> {
  const { HostedZone } = await client.send(new GetHostedZoneCommand({ Id }));
  for (let pages = 0; pages < pagesMax; pages++) {
    const { ResourceRecordSets = [], IsTruncated } = await client.send(
      new ListResourceRecordSetsCommand({ HostedZoneId: Id }),
    );
    const others = ResourceRecordSets.filter((record) => !isZonesOwn(record, HostedZone?.Name));
    if (others.length === 0) return IsTruncated !== true;
    const Changes = others.map((record) => ({ Action: 'DELETE' as const, ResourceRecordSet: record }));
    const change = client.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: Id, ChangeBatch: { Changes } }));
    // Another client changed a record in the meantime. The next page shows the current records.
    await unlessAws(['InvalidChangeBatch'], change, undefined);
  }
  return false;
}

/** Records that Route 53 creates with the zone and deletes with it. */
function isZonesOwn({ Name, Type }: ResourceRecordSet, zone: string | undefined): boolean {
  return Name === zone && (Type === 'SOA' || Type === 'NS');
}
