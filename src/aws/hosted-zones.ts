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
 * Deletes every record of a hosted zone but its own, some hundred at a call. False while there is more. A zone that is not
 * there is empty.
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
    // Somebody else changed one of them meanwhile: the next look tells.
    await unlessAws(['InvalidChangeBatch'], change, undefined);
  }
  return false;
}

/** Without these two there is no zone. */
function isZonesOwn({ Name, Type }: ResourceRecordSet, zone: string | undefined): boolean {
  return Name === zone && (Type === 'SOA' || Type === 'NS');
}
