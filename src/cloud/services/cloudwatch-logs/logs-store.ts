import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';

export interface StoredLogEvent {
  readonly eventId: string;
  readonly timestamp: number;
  readonly message: string;
  readonly ingestionTime: number;
}

export interface LogStream {
  readonly logStreamName: string;
  readonly arn: string;
  readonly creationTime: number;
  /** In order of time. Beyond the store's limit the oldest are dropped; `dropped` counts them. */
  readonly events: StoredLogEvent[];
  dropped: number;
  lastIngestionTime?: number;
}

export interface LogGroup {
  readonly logGroupName: string;
  /** Without the `:*` that CloudWatch Logs adds to name the group's streams. */
  readonly arn: string;
  readonly creationTime: number;
  readonly logGroupClass: string;
  readonly tags: Map<string, string>;
  readonly streams: Map<string, LogStream>;
  readonly metricFilters: Map<string, MetricFilterDocument>;
  deletionProtectionEnabled: boolean;
  kmsKeyId?: string;
  retentionInDays?: number;
}

export type MetricFilterDocument = Record<string, unknown> & { readonly filterName: string };

export interface LogsStore {
  readonly groups: Map<string, LogGroup>;
}

/** The log groups of the call's account and region. */
export function logsStore(call: Call): LogsStore {
  return call.kernel.store('logs', call, () => ({ groups: new Map() }));
}

/** A group by its name or by its ARN, with or without `:*`. Throws `ResourceNotFoundException`. */
export function findGroup(call: Call, nameOrArn: string | undefined): LogGroup {
  const name = nameOrArn?.startsWith('arn:') ? nameOrArn.replace(/:\*$/, '').split(':log-group:')[1] : nameOrArn;
  const group = logsStore(call).groups.get(name ?? '');
  if (group === undefined) throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
  return group;
}

/** Throws `ResourceNotFoundException`. */
export function findStream(group: LogGroup, name: string | undefined): LogStream {
  const stream = group.streams.get(name ?? '');
  if (stream === undefined) throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
  return stream;
}
