import type { PutEventsCommandInput, PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { accountRegionOf, busNameOf, type Envelope } from './event-bus-store.ts';
import { route } from './routing.ts';

const ENTRIES_MAX = 10;
const REQUEST_BYTES_MAX = 1024 * 1024;

/** Each entry succeeds or fails by itself; only a request that is too large or empty is refused as a whole. */
export function putEvents(input: PutEventsCommandInput, call: Call) {
  const entries = input.Entries ?? [];
  if (entries.length < 1 || entries.length > ENTRIES_MAX) {
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length between 1 and ${ENTRIES_MAX}`,
    );
  }
  if (entries.reduce((bytes, entry) => bytes + sizeBytes(entry), 0) > REQUEST_BYTES_MAX) {
    throw new AwsError('ValidationException', 'Total size of the entries in the request is over the limit.');
  }
  const Entries = entries.map((entry) => putEvent(entry, call));
  return { FailedEntryCount: Entries.filter((entry) => 'ErrorCode' in entry).length, Entries };
}

function putEvent(entry: PutEventsRequestEntry, call: Call) {
  const fault = faultOf(entry);
  if (fault !== undefined) return fault;
  const event: Envelope = {
    version: '0',
    id: call.kernel.random.uuid(),
    'detail-type': entry.DetailType!,
    source: entry.Source!,
    account: call.account,
    time: `${(entry.Time ?? new Date(call.kernel.clock.now())).toISOString().slice(0, 19)}Z`,
    region: call.region,
    resources: entry.Resources ?? [],
    detail: JSON.parse(entry.Detail!),
  };
  route(event, busNameOf(entry.EventBusName), { ...accountRegionOf(entry.EventBusName, call), kernel: call.kernel });
  return { EventId: event.id };
}

function faultOf(entry: PutEventsRequestEntry) {
  for (const name of ['Source', 'DetailType', 'Detail'] as const) {
    if (entry[name]) continue;
    const ErrorMessage = `Parameter ${name} is not valid. Reason: ${name} is a required argument.`;
    return { ErrorCode: 'InvalidArgument', ErrorMessage };
  }
  if (entry.Source!.startsWith('aws.')) {
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  }
  try {
    const detail: unknown = JSON.parse(entry.Detail!);
    if (typeof detail === 'object' && detail !== null && !Array.isArray(detail)) return undefined;
  } catch {
    // Answered below, with JSON that is not an object.
  }
  return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
}

/** As AWS counts it: 14 bytes for a time, and the UTF-8 length of everything else. */
function sizeBytes(entry: PutEventsRequestEntry): number {
  const texts = [entry.Source, entry.DetailType, entry.Detail, ...(entry.Resources ?? [])];
  return texts.reduce((bytes, text) => bytes + Buffer.byteLength(text ?? ''), entry.Time === undefined ? 0 : 14);
}
