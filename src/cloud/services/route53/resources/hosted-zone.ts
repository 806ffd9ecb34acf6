import type { ResourceType } from '../../../kernel/service.ts';
import { checkedName, removeZone } from '../hosted-zones.ts';
import { addZone, findZone, type HostedZone, route53Store } from '../store.ts';
import { setTags } from '../tags.ts';

interface HostedZoneProperties {
  readonly Name: string;
  readonly HostedZoneConfig?: { readonly Comment?: string };
  readonly HostedZoneTags?: readonly { readonly Key: string; readonly Value: string }[];
}

/** AWS::Route53::HostedZone: `Ref` and `Id` are the id, `NameServers` the list of its name servers. */
export const hostedZoneType: ResourceType = {
  typeName: 'AWS::Route53::HostedZone',
  timing: 'model',
  async create(raw, context) {
    const { Name, HostedZoneConfig, HostedZoneTags } = raw as unknown as HostedZoneProperties;
    const callerReference = context.kernel.random.uuid();
    const zone = addZone(context, { name: checkedName(Name), callerReference, comment: HostedZoneConfig?.Comment });
    setTags(zone, context.tags, HostedZoneTags);
    return created(zone);
  },
  async update({ physicalId }, raw, _previous, context) {
    const zone = findZone(context, physicalId);
    const { HostedZoneConfig, HostedZoneTags } = raw as unknown as HostedZoneProperties;
    zone.comment = HostedZoneConfig?.Comment;
    setTags(zone, context.tags, HostedZoneTags);
    return created(zone);
  },
  async delete({ physicalId }, _properties, context) {
    const zone = route53Store(context).zones.get(physicalId);
    if (zone !== undefined) removeZone(zone, context);
  },
};

function created(zone: HostedZone) {
  return { physicalId: zone.id, attributes: { Id: zone.id, NameServers: [...zone.nameServers] } };
}
