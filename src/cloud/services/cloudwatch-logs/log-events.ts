import type {
  FilterLogEventsCommandInput,
  FilterLogEventsCommandOutput,
  GetLogEventsCommandInput,
  GetLogEventsCommandOutput,
  PutLogEventsCommandInput,
  PutLogEventsCommandOutput,
} from '@aws-sdk/client-cloudwatch-logs';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { countMatches } from './count-matches.ts';
import { filterPattern } from './filter-pattern.ts';
import { findGroup, findStream, type LogGroup, type LogStream, type StoredLogEvent } from './logs-store.ts';
import { pageOf } from './page.ts';

const EVENTS_PER_STREAM_MAX = 20_000;
const EVENTS_PER_PAGE_MAX = 10_000;
const PAST_MS_MAX = 14 * 86_400_000;
const FUTURE_MS_MAX = 2 * 3_600_000;

export function putLogEvents(input: PutLogEventsCommandInput, call: Call): Partial<PutLogEventsCommandOutput> {
  const group = findGroup(call, input.logGroupName);
  const stream = findStream(group, input.logStreamName);
  const events = input.logEvents ?? [];
  if (events.some((event, index) => index > 0 && event.timestamp! < events[index - 1]!.timestamp!)) {
    throw new AwsError(
      'InvalidParameterException',
      'Log events in a single PutLogEvents request must be in chronological order.',
    );
  }
  const now = Math.floor(call.kernel.clock.now());
  const accepted = events.filter(
    ({ timestamp }) => timestamp! >= now - PAST_MS_MAX && timestamp! <= now + FUTURE_MS_MAX,
  );
  for (const { timestamp, message } of accepted) {
    const sequence = String(stream.dropped + stream.events.length).padStart(20, '0');
    stream.events.push({
      eventId: `${String(timestamp).padStart(20, '0')}${sequence}`,
      timestamp: timestamp!,
      message: message!,
      ingestionTime: now,
    });
  }
  stream.events.sort((a, b) => a.timestamp - b.timestamp);
  stream.dropped += stream.events.splice(0, stream.events.length - EVENTS_PER_STREAM_MAX).length;
  stream.lastIngestionTime = now;
  if (accepted.length > 0) countMatches(group, accepted, call);
  const tooOld = events.findLastIndex(({ timestamp }) => timestamp! < now - PAST_MS_MAX);
  const tooNew = events.findIndex(({ timestamp }) => timestamp! > now + FUTURE_MS_MAX);
  return {
    nextSequenceToken: String(stream.dropped + stream.events.length),
    ...(accepted.length === events.length
      ? {}
      : {
          rejectedLogEventsInfo: {
            ...(tooOld < 0 ? {} : { tooOldLogEventEndIndex: tooOld + 1 }),
            ...(tooNew < 0 ? {} : { tooNewLogEventStartIndex: tooNew }),
          },
        }),
  };
}

export function getLogEvents(input: GetLogEventsCommandInput, call: Call): Partial<GetLogEventsCommandOutput> {
  const group = findGroup(call, input.logGroupName ?? input.logGroupIdentifier);
  const stream = findStream(group, input.logStreamName);
  const limit = input.limit ?? EVENTS_PER_PAGE_MAX;
  const events = stream.events.filter(within(input));
  const [start, end] = window(input, { count: events.length, dropped: stream.dropped, limit });
  return {
    events: events
      .slice(start, end)
      .map(({ timestamp, message, ingestionTime }) => ({ timestamp, message, ingestionTime })),
    nextForwardToken: `f/${String(stream.dropped + end).padStart(56, '0')}/s`,
    nextBackwardToken: `b/${String(stream.dropped + start).padStart(56, '0')}/s`,
  };
}

export function filterLogEvents(input: FilterLogEventsCommandInput, call: Call): Partial<FilterLogEventsCommandOutput> {
  const group = findGroup(call, input.logGroupName ?? input.logGroupIdentifier);
  const matches = filterPattern(input.filterPattern ?? '');
  const events = streamsOf(group, input)
    .flatMap((stream) =>
      stream.events.filter(within(input)).map((event) => ({ ...event, logStreamName: stream.logStreamName })),
    )
    .filter(({ message }) => matches(message))
    .sort((a, b) => a.timestamp - b.timestamp);
  const { items, nextToken } = pageOf(events, input.nextToken, input.limit ?? EVENTS_PER_PAGE_MAX);
  return { events: items, searchedLogStreams: [], ...(nextToken === undefined ? {} : { nextToken }) };
}

function streamsOf(group: LogGroup, input: FilterLogEventsCommandInput): LogStream[] {
  if (input.logStreamNames !== undefined) return input.logStreamNames.map((name) => findStream(group, name));
  const prefix = input.logStreamNamePrefix ?? '';
  return [...group.streams.values()].filter((stream) => stream.logStreamName.startsWith(prefix));
}

/** The start is inclusive; the end is exclusive for GetLogEvents and FilterLogEvents alike. */
function within({
  startTime = 0,
  endTime = Number.POSITIVE_INFINITY,
}: {
  startTime?: number | undefined;
  endTime?: number | undefined;
}) {
  return ({ timestamp }: StoredLogEvent) => timestamp >= startTime && timestamp < endTime;
}

/** A token is the direction and the absolute number of the event where the last page ended. */
function window(
  input: GetLogEventsCommandInput,
  { count, dropped, limit }: { count: number; dropped: number; limit: number },
): [number, number] {
  const clamp = (index: number) => Math.min(Math.max(index, 0), count);
  if (input.nextToken === undefined) {
    return input.startFromHead === true ? [0, clamp(limit)] : [clamp(count - limit), count];
  }
  const [, direction, position] = /^([fb])\/(\d{56})\/s$/.exec(input.nextToken) ?? [];
  if (position === undefined) throw new AwsError('InvalidParameterException', 'The specified nextToken is invalid.');
  const at = clamp(Number(position) - dropped);
  return direction === 'f' ? [at, clamp(at + limit)] : [clamp(at - limit), at];
}
