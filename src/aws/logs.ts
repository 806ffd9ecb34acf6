import {
  CloudWatchLogsClient,
  DescribeLogStreamsCommand,
  GetLogEventsCommand,
  type LogStream,
  type OutputLogEvent,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Logs, Target } from '../core/ports/index.ts';
import { unlessAws } from './aws-error.ts';
import { clientFor } from './clients.ts';

const streamsMax = 3;

/** CloudWatch Logs. */
export const logs: Logs = {
  async tail(target, group, streamPrefix, limit) {
    const command = new DescribeLogStreamsCommand({ logGroupName: group, logStreamNamePrefix: streamPrefix });
    const found = await unlessAws(['ResourceNotFoundException'], client(target).send(command), undefined);
    const newest = [...(found?.logStreams ?? [])].sort((one, other) => lastWritten(other) - lastWritten(one));
    const events = await Promise.all(
      newest.slice(0, streamsMax).map((stream) => lastEvents(target, { group, stream, limit })),
    );
    const inOrder = events.flat().sort((one, other) => (one.timestamp ?? 0) - (other.timestamp ?? 0));
    return inOrder.slice(-limit).map(({ message }) => message ?? '');
  },
};

function client(target: Target): CloudWatchLogsClient {
  return clientFor(CloudWatchLogsClient, target);
}

function lastWritten(stream: LogStream): number {
  return stream.lastEventTimestamp ?? stream.creationTime ?? 0;
}

interface Tail {
  readonly group: string;
  readonly stream: LogStream;
  readonly limit: number;
}

async function lastEvents(target: Target, { group, stream, limit }: Tail): Promise<readonly OutputLogEvent[]> {
  const input = { logGroupName: group, logStreamName: stream.logStreamName, limit, startFromHead: false };
  return (await client(target).send(new GetLogEventsCommand(input))).events ?? [];
}
