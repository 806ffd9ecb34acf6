import type { ResourceType } from '../../../kernel/service.ts';
import { checkedName, removeZone } from '../hosted-zones.ts';
import { addZone, findZone, type HostedZone, route53Store } from '../store.ts';

interface HostedZoneProperties {
  readonly Name: string;
  readonly HostedZoneConfig?: { readonly Comment?: string };
}

/** AWS::Route53::HostedZone: `Ref` and `Id` are the id, `NameServers` the list of its name servers. */
export const hostedZoneType: ResourceType = {
  typeName: 'AWS::Route53::HostedZone',
  timing: 'model',
  async create(raw, context) {
    const { Name, HostedZoneConfig } = raw as unknown as HostedZoneProperties;
    const callerReference = context.kernel.random.uuid();
    return created(addZone(context, { name: checkedName(Name), callerReference, comment: HostedZoneConfig?.Comment }));
  },
  async update({ physicalId }, raw, _previous, context) {
    const zone = findZone(context, physicalId);
    zone.comment = (raw as unknown as HostedZoneProperties).HostedZoneConfig?.Comment;
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
