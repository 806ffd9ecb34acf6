import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import { coerceProperties } from '../../../kernel/coerce-properties.ts';
import { AwsError } from '../../../kernel/errors.ts';
import type { ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { applyChanges, asKept } from '../record-sets.ts';
import { dotted, findZone, type HostedZone, type RecordSet, recordKey, route53Store } from '../store.ts';

type RecordSetProperties = Omit<ResourceRecordSet, 'ResourceRecords'> & {
  readonly HostedZoneId?: string;
  readonly HostedZoneName?: string;
  readonly ResourceRecords?: readonly string[];
};

const COERCED = { numbers: ['TTL', 'Weight'], booleans: ['EvaluateTargetHealth', 'MultiValueAnswer'] };

/** AWS::Route53::RecordSet: `Ref` is the record's name. Fails when the record already exists. */
export const recordSetType: ResourceType = {
  typeName: 'AWS::Route53::RecordSet',
  timing: 'model',
  async create(properties, context) {
    const zone = zoneOf(properties, context);
    applyChanges(zone, [{ action: 'CREATE', record: recordOf(properties) }]);
    return { physicalId: String(properties.Name) };
  },
  async update(resource, properties, previous, context) {
    const zone = zoneOf(properties, context);
    const [record, former] = [recordOf(properties), zone.records.get(recordKey(recordOf(previous)))];
    const moves = recordKey(record) !== recordKey(recordOf(previous));
    applyChanges(zone, [
      ...(moves && former !== undefined ? [{ action: 'DELETE', record: former }] : []),
      { action: moves ? 'CREATE' : 'UPSERT', record },
    ]);
    return resource;
  },
  async delete(_resource, properties, context) {
    const zone = properties.HostedZoneId === undefined ? zoneOf(properties, context) : zoneIfThere(properties, context);
    const record = zone?.records.get(recordKey(recordOf(properties)));
    if (zone !== undefined && record !== undefined) applyChanges(zone, [{ action: 'DELETE', record }]);
  },
};

function recordOf(properties: Record<string, unknown>): RecordSet {
  const { HostedZoneId, HostedZoneName, Comment, ResourceRecords, ...record } = coerceProperties(
    properties as unknown as RecordSetProperties & { Comment?: string },
    COERCED,
  );
  return asKept({
    ...record,
    ...(ResourceRecords && { ResourceRecords: ResourceRecords.map((Value) => ({ Value: String(Value) })) }),
  } as ResourceRecordSet);
}

function zoneOf(properties: Record<string, unknown>, context: ResourceContext): HostedZone {
  const { HostedZoneId, HostedZoneName } = properties as unknown as RecordSetProperties;
  if (HostedZoneId !== undefined) return findZone(context, HostedZoneId);
  const named = [...route53Store(context).zones.values()].filter(({ name }) => name === dotted(HostedZoneName ?? ''));
  const [zone, another] = named;
  if (zone !== undefined && another === undefined) return zone;
  throw new AwsError('InvalidInput', `${named.length} hosted zones are called ${HostedZoneName}; one is needed`);
}

/** The zone may be deleted before its record. */
function zoneIfThere(properties: Record<string, unknown>, context: ResourceContext): HostedZone | undefined {
  return route53Store(context).zones.get(String(properties.HostedZoneId));
}
