import type {
  CreateLogStreamCommandInput,
  DeleteLogStreamCommandInput,
  DescribeLogStreamsCommandInput,
  DescribeLogStreamsCommandOutput,
} from '@aws-sdk/client-cloudwatch-logs';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { validName } from './log-groups.ts';
import { findGroup, findStream, type LogStream } from './logs-store.ts';
import { pageOf } from './page.ts';

const STREAMS_PER_PAGE_MAX = 50;

export function createLogStream(input: CreateLogStreamCommandInput, call: Call): object {
  const group = findGroup(call, input.logGroupName);
  const logStreamName = validName(input.logStreamName, 'logStreamName', /^[^:*]*$/);
  if (group.streams.has(logStreamName)) {
    throw new AwsError('ResourceAlreadyExistsException', 'The specified log stream already exists');
  }
  group.streams.set(logStreamName, {
    logStreamName,
    arn: `${group.arn}:log-stream:${logStreamName}`,
    creationTime: Math.floor(call.kernel.clock.now()),
    events: [],
    dropped: 0,
  });
  return {};
}

export function deleteLogStream(input: DeleteLogStreamCommandInput, call: Call): object {
  const group = findGroup(call, input.logGroupName);
  group.streams.delete(findStream(group, input.logStreamName).logStreamName);
  return {};
}

export function describeLogStreams(
  input: DescribeLogStreamsCommandInput,
  call: Call,
): Partial<DescribeLogStreamsCommandOutput> {
  const group = findGroup(call, input.logGroupName ?? input.logGroupIdentifier);
  const byTime = input.orderBy === 'LastEventTime';
  if (byTime && input.logStreamNamePrefix !== undefined) {
    throw new AwsError('InvalidParameterException', 'Cannot order by LastEventTime with a logStreamNamePrefix.');
  }
  const streams = [...group.streams.values()]
    .filter((stream) => stream.logStreamName.startsWith(input.logStreamNamePrefix ?? ''))
    .sort((a, b) => (byTime ? lastEventTime(a) - lastEventTime(b) : a.logStreamName < b.logStreamName ? -1 : 1));
  if (input.descending === true) streams.reverse();
  const { items, nextToken } = pageOf(streams, input.nextToken, input.limit ?? STREAMS_PER_PAGE_MAX);
  return { logStreams: items.map(describeStream), ...(nextToken === undefined ? {} : { nextToken }) };
}

function lastEventTime(stream: LogStream): number {
  return stream.events.at(-1)?.timestamp ?? 0;
}

function describeStream(stream: LogStream) {
  const first = stream.events[0];
  return {
    logStreamName: stream.logStreamName,
    arn: stream.arn,
    creationTime: stream.creationTime,
    storedBytes: 0,
    uploadSequenceToken: String(stream.dropped + stream.events.length),
    ...(first === undefined ? {} : { firstEventTimestamp: first.timestamp, lastEventTimestamp: lastEventTime(stream) }),
    ...(stream.lastIngestionTime === undefined ? {} : { lastIngestionTime: stream.lastIngestionTime }),
  };
}
