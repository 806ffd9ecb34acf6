import type { ResourceChange } from '../ports/aws.ts';

/** Types that hold data whatever their template says: it may have been a template that forgot to say it. */
const DATA_TYPES: ReadonlySet<string> = new Set([
  'AWS::AmazonMQ::Broker',
  'AWS::Backup::BackupVault',
  'AWS::Cassandra::Keyspace',
  'AWS::Cassandra::Table',
  'AWS::CloudTrail::EventDataStore',
  'AWS::CodeCommit::Repository',
  'AWS::Cognito::UserPool',
  'AWS::DSQL::Cluster',
  'AWS::DocDB::DBCluster',
  'AWS::DynamoDB::GlobalTable',
  'AWS::DynamoDB::Table',
  'AWS::EC2::Volume',
  'AWS::ECR::Repository',
  'AWS::EFS::FileSystem',
  'AWS::ElastiCache::ReplicationGroup',
  'AWS::ElastiCache::ServerlessCache',
  'AWS::FSx::FileSystem',
  'AWS::FSx::Volume',
  'AWS::KMS::Key',
  'AWS::KMS::ReplicaKey',
  'AWS::Kinesis::Stream',
  'AWS::MSK::Cluster',
  'AWS::MSK::ServerlessCluster',
  'AWS::MemoryDB::Cluster',
  'AWS::Neptune::DBCluster',
  'AWS::OpenSearchServerless::Collection',
  'AWS::OpenSearchService::Domain',
  'AWS::RDS::DBCluster',
  'AWS::RDS::DBInstance',
  'AWS::Redshift::Cluster',
  'AWS::RedshiftServerless::Namespace',
  'AWS::S3::Bucket',
  'AWS::S3Express::DirectoryBucket',
  'AWS::S3Tables::TableBucket',
  'AWS::SecretsManager::Secret',
  'AWS::Timestream::Table',
]);

const KEPT: ReadonlySet<unknown> = new Set(['Retain', 'Snapshot', 'RetainExceptOnCreate']);

/**
 * Whether a change would lose data: it removes or may replace a resource that its template keeps, or whose type holds
 * data. `Conditional` counts: CloudFormation decides that one only after the change has begun.
 */
export function harmsData(change: ResourceChange, templateBody: string | undefined): boolean {
  const goes = change.action === 'Remove' || (change.action === 'Modify' && change.replacement !== 'False');
  return goes && (DATA_TYPES.has(change.type) || keptResources(templateBody).has(change.logicalId));
}

function keptResources(templateBody: string | undefined): ReadonlySet<string> {
  if (templateBody === undefined) return new Set();
  const { Resources } = JSON.parse(templateBody) as { Resources: Record<string, { DeletionPolicy?: unknown }> };
  return new Set(Object.keys(Resources).filter((logicalId) => KEPT.has(Resources[logicalId]?.DeletionPolicy)));
}
