import { type Rule, resourceRule, unless } from './rule.ts';
import type { Resource } from './template.ts';
import { isFalse, isTrue, referred } from './values.ts';

/** Types whose deletion loses something that nobody can make again. */
const DATA_TYPES = [
  'AWS::CodeCommit::Repository',
  'AWS::Cognito::UserPool',
  'AWS::DynamoDB::Table',
  'AWS::EC2::Volume',
  'AWS::ECR::Repository',
  'AWS::EFS::FileSystem',
  'AWS::ElastiCache::ReplicationGroup',
  'AWS::KMS::Key',
  'AWS::OpenSearchService::Domain',
  'AWS::RDS::DBCluster',
  'AWS::RDS::DBInstance',
  'AWS::Route53::HostedZone',
  'AWS::S3::Bucket',
  'AWS::SecretsManager::Secret',
];
const KEEPING = ['Retain', 'RetainExceptOnCreate', 'Snapshot'];

const kept = resourceRule({
  id: 'data-is-kept',
  says: 'What holds data outlives its stack.',
  types: DATA_TYPES,
  check: ({ deletionPolicy, updateReplacePolicy }) => [
    unless(KEEPING.includes(String(deletionPolicy)), 'has no DeletionPolicy of Retain or Snapshot'),
    unless(KEEPING.includes(String(updateReplacePolicy)), 'has no UpdateReplacePolicy of Retain or Snapshot'),
  ],
});

const says = resourceRule({
  id: 'data-is-said',
  says: 'A template that holds data says `Data: true`, so that its stack is protected.',
  types: DATA_TYPES,
  check: ({ type }, { plinth }) => unless(plinth.Data, `is an ${type}, but the template does not say \`Data: true\``),
});

const database = resourceRule({
  id: 'database-is-safe',
  says: 'A database is private, backed up, protected in production, patched, and has a password that nobody knows.',
  types: ['AWS::RDS::DBInstance', 'AWS::RDS::DBCluster'],
  check: (resource) => {
    const isMember = 'DBClusterIdentifier' in resource.properties && resource.type === 'AWS::RDS::DBInstance';
    return [...ownSafety(resource), ...(isMember ? [] : passwordAndBackups(resource))];
  },
});

function ownSafety(resource: Resource): readonly (string | undefined)[] {
  const isInstance = resource.type === 'AWS::RDS::DBInstance';
  return [
    unless(!isInstance || resource.at('PubliclyAccessible').every(isFalse), 'may be publicly accessible'),
    unless(!resource.at('AutoMinorVersionUpgrade').some(isFalse), 'is not patched by itself'),
  ];
}

function passwordAndBackups(resource: Resource): readonly (string | undefined)[] {
  return [
    unless(resource.at('ManageMasterUserPassword').some(isTrue), 'does not let RDS keep the password'),
    unless(!('MasterUserPassword' in resource.properties), 'takes a password'),
    unless(resource.at('BackupRetentionPeriod').some(isWeek), 'is never backed up for a week'),
    unless(resource.at('DeletionProtection').some(isSet), 'is never protected against deletion'),
    unless(resource.at('CopyTagsToSnapshot').every(isTrue), 'has snapshots without tags'),
    unless('EnableCloudwatchLogsExports' in resource.properties, 'hands no logs to CloudWatch'),
  ];
}

const table = resourceRule({
  id: 'table-is-safe',
  says: 'A table can go back in time, and is protected.',
  types: ['AWS::DynamoDB::Table'],
  check: (resource) => [
    unless(
      resource.at('PointInTimeRecoverySpecification', 'PointInTimeRecoveryEnabled').some(isSet),
      'has no point-in-time recovery',
    ),
    unless(resource.at('DeletionProtectionEnabled').some(isSet), 'is never protected against deletion'),
  ],
});

const cache = resourceRule({
  id: 'cache-is-safe',
  says: 'A cache that holds data fails over and is backed up.',
  types: ['AWS::ElastiCache::ReplicationGroup'],
  check: (resource) => [
    unless(resource.at('AutomaticFailoverEnabled').some(isSet), 'never fails over'),
    unless(resource.at('SnapshotRetentionLimit').some(isPositive), 'is never backed up'),
    unless(!resource.at('AutoMinorVersionUpgrade').some(isFalse), 'is not patched by itself'),
  ],
});

const search = resourceRule({
  id: 'search-is-safe',
  says: 'A search domain stands inside the network, speaks TLS alone and logs.',
  types: ['AWS::OpenSearchService::Domain'],
  check: (resource) => [
    unless('VPCOptions' in resource.properties, 'stands outside the network'),
    unless(resource.at('DomainEndpointOptions', 'EnforceHTTPS').every(isTrue), 'speaks plain HTTP'),
    unless(resource.at('NodeToNodeEncryptionOptions', 'Enabled').every(isTrue), 'has nodes that speak in the clear'),
    unless('LogPublishingOptions' in resource.properties, 'does not log'),
  ],
});

const files = resourceRule({
  id: 'files-are-backed-up',
  says: 'A file system is backed up.',
  types: ['AWS::EFS::FileSystem'],
  check: (resource) => unless(resource.at('BackupPolicy', 'Status').includes('ENABLED'), 'is never backed up'),
});

const registry = resourceRule({
  id: 'registry-is-safe',
  says: 'Images are scanned, tags stay, and old images go.',
  types: ['AWS::ECR::Repository'],
  check: (resource) => [
    unless(resource.at('ImageScanningConfiguration', 'ScanOnPush').every(isTrue), 'does not scan images'),
    unless(
      resource.at('ImageTagMutability').some((value) => String(value).startsWith('IMMUTABLE')),
      'lets tags move',
    ),
    unless('LifecyclePolicy' in resource.properties, 'keeps every image for good'),
  ],
});

const queue = resourceRule({
  id: 'queue-has-dead-letters',
  says: 'A message that cannot be read is set aside.',
  types: ['AWS::SQS::Queue'],
  check: (resource, template) => {
    const deadLetters = template
      .ofType('AWS::SQS::Queue')
      .flatMap((other) => other.at('RedrivePolicy', 'deadLetterTargetArn').map(referred));
    return unless('RedrivePolicy' in resource.properties || deadLetters.includes(resource.id), 'has no RedrivePolicy');
  },
});

function isWeek(value: unknown): boolean {
  return Number(value) >= 7 || typeof value === 'object';
}

function isPositive(value: unknown): boolean {
  return Number(value) > 0 || (typeof value === 'object' && value !== null);
}

/** True, or whatever a parameter says. */
function isSet(value: unknown): boolean {
  return isTrue(value) || (typeof value === 'object' && value !== null);
}

export const dataRules: readonly Rule[] = [kept, says, database, table, cache, search, files, registry, queue];
