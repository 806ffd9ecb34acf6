import { isDeepStrictEqual } from 'node:util';
import type {
  ChangeResourceRecordSetsRequest,
  ListResourceRecordSetsRequest,
  ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { neighbourProblem, recordProblem } from './check-record.ts';
import { reversed } from './hosted-zones.ts';
import { dotted, findZone, type HostedZone, type RecordSet, recordKey, startChange } from './store.ts';

const CHANGES_MAX = 1000;
const PAGE_ITEMS_MAX = 300;

/** Applies all changes of a batch or none. Throws InvalidChangeBatch with the errors of all changes. */
export function changeResourceRecordSets(input: ChangeResourceRecordSetsRequest, call: Call) {
  const zone = findZone(call, input.HostedZoneId);
  const changes = input.ChangeBatch?.Changes ?? [];
  if (changes.length === 0 || changes.length > CHANGES_MAX) {
    throw new AwsError('InvalidInput', `A batch has 1 to ${CHANGES_MAX} changes`);
  }
  applyChanges(
    zone,
    changes.map(({ Action, ResourceRecordSet: record }) => ({ action: Action ?? '', record: asKept(record ?? {}) })),
  );
  return { ChangeInfo: startChange(call) };
}

export interface RecordChange {
  /** `CREATE`, `UPSERT` or `DELETE`. */
  readonly action: string;
  readonly record: RecordSet;
}

export function applyChanges(zone: HostedZone, changes: readonly RecordChange[]): void {
  const after = new Map(zone.records);
  const problems = changes.flatMap((change) => carryOut(change, zone, after) ?? []);
  if (problems.length > 0) throw new AwsError('InvalidChangeBatch', `[${problems.join(', ')}]`);
  zone.records.clear();
  for (const [key, record] of after) zone.records.set(key, record);
}

export function listResourceRecordSets(input: ListResourceRecordSetsRequest, call: Call) {
  const zone = findZone(call, input.HostedZoneId);
  const max = Math.min(Number(input.MaxItems ?? PAGE_ITEMS_MAX), PAGE_ITEMS_MAX);
  const from = input.StartRecordName === undefined ? '' : reversed(dotted(input.StartRecordName));
  const all = [...zone.records.values()].sort(byName).filter((record) => {
    const name = reversed(record.Name);
    if (name !== from) return name > from;
    return record.Type >= (input.StartRecordType ?? '');
  });
  const next = all[max];
  return {
    ResourceRecordSets: all.slice(0, max),
    IsTruncated: next !== undefined,
    ...(next && { NextRecordName: next.Name, NextRecordType: next.Type }),
    ...(next?.SetIdentifier !== undefined && { NextRecordIdentifier: next.SetIdentifier }),
    MaxItems: max,
  };
}

/** A record set as stored: its name with a final dot, without undefined members. */
export function asKept(record: Partial<ResourceRecordSet>): RecordSet {
  const { AliasTarget, ...given } = record;
  const kept = {
    ...given,
    Name: dotted(record.Name ?? ''),
    Type: String(record.Type),
    ...(AliasTarget && {
      AliasTarget: {
        HostedZoneId: AliasTarget.HostedZoneId,
        DNSName: dotted(AliasTarget.DNSName ?? ''),
        EvaluateTargetHealth: AliasTarget.EvaluateTargetHealth ?? false,
      },
    }),
  };
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined)) as unknown as RecordSet;
}

/** Answers Route 53's error message for the change, undefined for a valid one. */
function carryOut(
  { action, record }: RecordChange,
  zone: HostedZone,
  records: Map<string, RecordSet>,
): string | undefined {
  const key = recordKey(record);
  const there = records.get(key);
  const named = `resource record set [name='${record.Name}', type='${record.Type}'${record.SetIdentifier === undefined ? '' : `, set identifier='${record.SetIdentifier}'`}]`;
  if (action === 'DELETE') {
    if (there === undefined) return `Tried to delete ${named} but it was not found`;
    if (!isDeepStrictEqual(there, record)) {
      return `Tried to delete ${named} but the values provided do not match the current values`;
    }
    if (record.Name === zone.name && record.Type === 'SOA') return 'A HostedZone must contain exactly one SOA record.';
    if (record.Name === zone.name && record.Type === 'NS') {
      return 'A HostedZone must contain at least one NS record for the zone itself.';
    }
    records.delete(key);
    return undefined;
  }
  if (action === 'CREATE' && there !== undefined) return `Tried to create ${named} but it already exists`;
  const others = [...records].filter(([other]) => other !== key).map(([, other]) => other);
  const problem = recordProblem(record, zone) ?? neighbourProblem(record, zone, others);
  if (problem === undefined) records.set(key, record);
  return problem;
}

function byName(one: RecordSet, other: RecordSet): number {
  const [first, second] = [one, other].map(({ Name, Type, SetIdentifier = '' }) =>
    [reversed(Name), Type, SetIdentifier].join(' '),
  ) as [string, string];
  return first < second ? -1 : 1;
}
