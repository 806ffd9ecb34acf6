import type {
  DeleteResourcePolicyCommandInput,
  DescribeContinuousBackupsCommandInput,
  DescribeTimeToLiveCommandInput,
  GetResourcePolicyCommandInput,
  ListTagsOfResourceCommandInput,
  PutResourcePolicyCommandInput,
  TagResourceCommandInput,
  UntagResourceCommandInput,
  UpdateContinuousBackupsCommandInput,
  UpdateTimeToLiveCommandInput,
} from '@aws-sdk/client-dynamodb';
import { AwsError } from '../../kernel/errors.ts';
import type { Call, Operation } from '../../kernel/service.ts';
import { findTable, type TableRecord } from './table-store.ts';
import { watchExpiry } from './time-to-live.ts';

const RECOVERY_PERIOD_DAYS = 35;

/** Settings of a table. All but its time to live are recorded without effect on its items. */
export const tableSettingOperations: Readonly<Record<string, Operation>> = {
  UpdateTimeToLive: updateTimeToLive,
  DescribeTimeToLive: describeTimeToLive,
  UpdateContinuousBackups: updateContinuousBackups,
  DescribeContinuousBackups: describeContinuousBackups,
  TagResource: tagResource,
  UntagResource: untagResource,
  ListTagsOfResource: listTagsOfResource,
  PutResourcePolicy: putResourcePolicy,
  GetResourcePolicy: getResourcePolicy,
  DeleteResourcePolicy: deleteResourcePolicy,
};

/** Refuses a setting that the table already has, as on AWS. */
function updateTimeToLive(input: UpdateTimeToLiveCommandInput, call: Call) {
  const table = findTable(input.TableName!, call);
  const wanted = input.TimeToLiveSpecification!;
  if ((table.timeToLive?.Enabled ?? false) === wanted.Enabled) {
    throw new AwsError('ValidationException', `TimeToLive is already ${wanted.Enabled ? 'enabled' : 'disabled'}`);
  }
  table.timeToLive = wanted;
  watchExpiry(table, call);
  return { TimeToLiveSpecification: wanted };
}

function describeTimeToLive(input: DescribeTimeToLiveCommandInput, call: Call) {
  const { timeToLive } = findTable(input.TableName!, call);
  if (timeToLive?.Enabled !== true) return { TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } };
  return { TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: timeToLive.AttributeName } };
}

function updateContinuousBackups(input: UpdateContinuousBackupsCommandInput, call: Call) {
  const table = findTable(input.TableName!, call);
  const wanted = input.PointInTimeRecoverySpecification!;
  table.recoveryPeriodDays = wanted.PointInTimeRecoveryEnabled
    ? (wanted.RecoveryPeriodInDays ?? RECOVERY_PERIOD_DAYS)
    : undefined;
  return { ContinuousBackupsDescription: backups(table, call) };
}

function describeContinuousBackups(input: DescribeContinuousBackupsCommandInput, call: Call) {
  return { ContinuousBackupsDescription: backups(findTable(input.TableName!, call), call) };
}

function backups(table: TableRecord, call: Call) {
  const days = table.recoveryPeriodDays;
  return {
    ContinuousBackupsStatus: 'ENABLED',
    PointInTimeRecoveryDescription:
      days === undefined
        ? { PointInTimeRecoveryStatus: 'DISABLED' }
        : {
            PointInTimeRecoveryStatus: 'ENABLED',
            RecoveryPeriodInDays: days,
            EarliestRestorableDateTime: new Date(table.createdAtMs),
            LatestRestorableDateTime: new Date(call.kernel.clock.now()),
          },
  };
}

function tagResource(input: TagResourceCommandInput, call: Call) {
  const { tags } = findTable(input.ResourceArn!, call);
  for (const tag of input.Tags ?? []) tags.set(tag.Key!, tag.Value!);
  return {};
}

function untagResource(input: UntagResourceCommandInput, call: Call) {
  const { tags } = findTable(input.ResourceArn!, call);
  for (const key of input.TagKeys ?? []) tags.delete(key);
  return {};
}

function listTagsOfResource(input: ListTagsOfResourceCommandInput, call: Call) {
  return { Tags: [...findTable(input.ResourceArn!, call).tags].map(([Key, Value]) => ({ Key, Value })) };
}

function putResourcePolicy(input: PutResourcePolicyCommandInput, call: Call) {
  const table = findTable(input.ResourceArn!, call);
  table.policy = { text: input.Policy!, revisionId: String(call.kernel.clock.now()) };
  return { RevisionId: table.policy.revisionId };
}

function getResourcePolicy(input: GetResourcePolicyCommandInput, call: Call) {
  const { policy, name } = findTable(input.ResourceArn!, call);
  if (policy === undefined) {
    throw new AwsError(
      'PolicyNotFoundException',
      `Resource-based policy not found for the provided ResourceArn: ${name}`,
    );
  }
  return { Policy: policy.text, RevisionId: policy.revisionId };
}

function deleteResourcePolicy(input: DeleteResourcePolicyCommandInput, call: Call) {
  const table = findTable(input.ResourceArn!, call);
  const RevisionId = table.policy?.revisionId;
  table.policy = undefined;
  return { RevisionId };
}
