import {
  ChangeResourceRecordSetsCommand,
  GetHostedZoneCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  type Route53Client,
} from '@aws-sdk/client-route-53';
import type { DeletedBatch } from '../core/ports/index.ts';
import { unlessAws } from './aws-error.ts';

const pagesMax = 5;

/** Deletes the records of a hosted zone except its NS and SOA records. A missing zone counts as empty. */
export function deleteZoneBatch(client: Route53Client, zoneId: string): Promise<DeletedBatch> {
  return unlessAws(['NoSuchHostedZone'], deleteBatch(client, zoneId), { deleted: 0, more: false });
}

async function deleteBatch(client: Route53Client, Id: string): Promise<DeletedBatch> {
  let deleted = 0;
  const { HostedZone } = await client.send(new GetHostedZoneCommand({ Id }));
  for (let pages = 0; pages < pagesMax; pages++) {
    const { ResourceRecordSets = [], IsTruncated } = await client.send(
      new ListResourceRecordSetsCommand({ HostedZoneId: Id }),
    );
    const others = ResourceRecordSets.filter((record) => !isZonesOwn(record, HostedZone?.Name));
    if (others.length === 0) return { deleted, more: IsTruncated === true };
    const Changes = others.map((record) => ({ Action: 'DELETE' as const, ResourceRecordSet: record }));
    const change = client.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: Id, ChangeBatch: { Changes } }));
    // Refused as a whole when another client changed a record in the meantime. The next page shows the current records.
    const answer = await unlessAws(['InvalidChangeBatch'], change, 'refused');
    if (answer !== 'refused') deleted += others.length;
  }
  return { deleted, more: true };
}

/** Records that Route 53 creates with the zone and deletes with it. */
function isZonesOwn({ Name, Type }: ResourceRecordSet, zone: string | undefined): boolean {
  return Name === zone && (Type === 'SOA' || Type === 'NS');
}
