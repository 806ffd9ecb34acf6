import type {
  CreateLogGroupCommandInput,
  DeleteLogGroupCommandInput,
  DescribeLogGroupsCommandInput,
  DescribeLogGroupsCommandOutput,
  PutRetentionPolicyCommandInput,
} from '@aws-sdk/client-cloudwatch-logs';
import { AwsError } from '../../kernel/errors.ts';
import type { Call } from '../../kernel/service.ts';
import { findGroup, type LogGroup, logsStore } from './logs-store.ts';
import { pageOf } from './page.ts';

const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
const GROUPS_PER_PAGE_MAX = 50;

export function createLogGroup(input: CreateLogGroupCommandInput, call: Call): object {
  const { groups } = logsStore(call);
  const logGroupName = validName(input.logGroupName, 'logGroupName', /^[.\-_/#A-Za-z0-9]+$/);
  if (groups.has(logGroupName)) {
    throw new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists');
  }
  groups.set(logGroupName, {
    logGroupName,
    arn: `arn:aws:logs:${call.region}:${call.account}:log-group:${logGroupName}`,
    creationTime: Math.floor(call.kernel.clock.now()),
    logGroupClass: input.logGroupClass ?? 'STANDARD',
    tags: new Map(Object.entries(input.tags ?? {})),
    streams: new Map(),
    metricFilters: new Map(),
    deletionProtectionEnabled: input.deletionProtectionEnabled ?? false,
    ...(input.kmsKeyId === undefined ? {} : { kmsKeyId: input.kmsKeyId }),
  });
  return {};
}

export function deleteLogGroup(input: DeleteLogGroupCommandInput, call: Call): object {
  const group = findGroup(call, input.logGroupName);
  if (group.deletionProtectionEnabled) {
    throw new AwsError('ValidationException', 'The specified log group has deletion protection enabled.');
  }
  logsStore(call).groups.delete(group.logGroupName);
  return {};
}

export function describeLogGroups(
  input: DescribeLogGroupsCommandInput,
  call: Call,
): Partial<DescribeLogGroupsCommandOutput> {
  if (input.logGroupNamePrefix !== undefined && input.logGroupNamePattern !== undefined) {
    throw new AwsError(
      'InvalidParameterException',
      'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
    );
  }
  const pattern = input.logGroupNamePattern?.toLowerCase();
  const groups = [...logsStore(call).groups.values()]
    .filter((group) => group.logGroupName.startsWith(input.logGroupNamePrefix ?? ''))
    .filter((group) => pattern === undefined || group.logGroupName.toLowerCase().includes(pattern))
    .filter((group) => input.logGroupClass === undefined || group.logGroupClass === input.logGroupClass)
    .sort((a, b) => (a.logGroupName < b.logGroupName ? -1 : 1));
  const { items, nextToken } = pageOf(groups, input.nextToken, input.limit ?? GROUPS_PER_PAGE_MAX);
  return { logGroups: items.map(describeGroup), ...(nextToken === undefined ? {} : { nextToken }) };
}

export function putRetentionPolicy(input: PutRetentionPolicyCommandInput, call: Call): object {
  const group = findGroup(call, input.logGroupName);
  group.retentionInDays = validRetention(input.retentionInDays);
  return {};
}

export function deleteRetentionPolicy(input: { logGroupName: string }, call: Call): object {
  delete findGroup(call, input.logGroupName).retentionInDays;
  return {};
}

export function putLogGroupDeletionProtection(
  input: { logGroupIdentifier: string; deletionProtectionEnabled: boolean },
  call: Call,
): object {
  findGroup(call, input.logGroupIdentifier).deletionProtectionEnabled = input.deletionProtectionEnabled;
  return {};
}

/** A name as CloudWatch Logs checks it: 1 to 512 characters of the pattern. */
export function validName(name: string | undefined, member: string, pattern: RegExp): string {
  const detected = (constraint: string) =>
    new AwsError(
      'InvalidParameterException',
      `1 validation error detected: Value '${name}' at '${member}' failed to satisfy constraint: ${constraint}`,
    );
  if (name === undefined || name.length < 1) throw detected('Member must have length greater than or equal to 1');
  if (name.length > 512) throw detected('Member must have length less than or equal to 512');
  if (!pattern.test(name)) {
    throw detected(`Member must satisfy regular expression pattern: ${pattern.source.replace(/^\^|\$$/g, '')}`);
  }
  return name;
}

function validRetention(days: number | undefined): number {
  if (days !== undefined && RETENTION_DAYS.includes(days)) return days;
  throw new AwsError(
    'InvalidParameterException',
    `1 validation error detected: Value '${days}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [${RETENTION_DAYS.join(', ')}]`,
  );
}

function describeGroup(group: LogGroup) {
  return {
    logGroupName: group.logGroupName,
    arn: `${group.arn}:*`,
    logGroupArn: group.arn,
    creationTime: group.creationTime,
    metricFilterCount: group.metricFilters.size,
    storedBytes: storedBytes(group),
    logGroupClass: group.logGroupClass as 'STANDARD',
    deletionProtectionEnabled: group.deletionProtectionEnabled,
    ...(group.retentionInDays === undefined ? {} : { retentionInDays: group.retentionInDays }),
    ...(group.kmsKeyId === undefined ? {} : { kmsKeyId: group.kmsKeyId }),
  };
}

function storedBytes(group: LogGroup): number {
  let bytes = 0;
  for (const stream of group.streams.values()) for (const event of stream.events) bytes += event.message.length + 26;
  return bytes;
}
