import { always, type Rule, resourceRule, unless } from './rule.ts';
import type { Resource } from './template.ts';
import { isTrue } from './values.ts';

/** Where each type names the key that encrypts what it keeps. */
const KEY_PATHS: Readonly<Record<string, readonly string[]>> = {
  'AWS::Backup::BackupVault': ['EncryptionKeyArn'],
  'AWS::CloudTrail::Trail': ['KMSKeyId'],
  'AWS::CodeBuild::Project': ['EncryptionKey'],
  'AWS::CodePipeline::Pipeline': ['ArtifactStore', 'EncryptionKey', 'Id'],
  'AWS::DynamoDB::Table': ['SSESpecification', 'KMSMasterKeyId'],
  'AWS::ECR::Repository': ['EncryptionConfiguration', 'KmsKey'],
  'AWS::EFS::FileSystem': ['KmsKeyId'],
  'AWS::ElastiCache::ReplicationGroup': ['KmsKeyId'],
  'AWS::ElastiCache::ServerlessCache': ['KmsKeyId'],
  'AWS::Logs::LogGroup': ['KmsKeyId'],
  'AWS::OpenSearchService::Domain': ['EncryptionAtRestOptions', 'KmsKeyId'],
  'AWS::RDS::DBCluster': ['KmsKeyId'],
  'AWS::S3::Bucket': [
    'BucketEncryption',
    'ServerSideEncryptionConfiguration',
    'ServerSideEncryptionByDefault',
    'KMSMasterKeyID',
  ],
  'AWS::SNS::Topic': ['KmsMasterKeyId'],
  'AWS::SQS::Queue': ['KmsMasterKeyId'],
  'AWS::SecretsManager::Secret': ['KmsKeyId'],
};

/** What has to be switched on besides. */
const SWITCHES: readonly (readonly [type: string, path: readonly string[]])[] = [
  ['AWS::DynamoDB::Table', ['SSESpecification', 'SSEEnabled']],
  ['AWS::EFS::FileSystem', ['Encrypted']],
  ['AWS::ElastiCache::CacheCluster', ['TransitEncryptionEnabled']],
  ['AWS::ElastiCache::ReplicationGroup', ['AtRestEncryptionEnabled']],
  ['AWS::ElastiCache::ReplicationGroup', ['TransitEncryptionEnabled']],
  ['AWS::OpenSearchService::Domain', ['EncryptionAtRestOptions', 'Enabled']],
  ['AWS::RDS::DBCluster', ['StorageEncrypted']],
];

const ownKey = resourceRule({
  id: 'encrypted-with-own-key',
  says: 'What is kept is encrypted with a key of the account.',
  types: Object.keys(KEY_PATHS),
  check: (resource) => {
    const path = KEY_PATHS[resource.type] ?? [];
    return unless(
      always(unlessRestored(resource, path), (value) => value !== undefined),
      `has no ${path.join('.')}`,
    );
  },
});

const encrypted = resourceRule({
  id: 'encryption-is-on',
  says: 'Encryption at rest and on the way is switched on wherever it can be off.',
  types: SWITCHES.map(([type]) => type),
  check: (resource) =>
    SWITCHES.filter(([switched]) => switched === resource.type).map(([, path]) => {
      return unless(always(unlessRestored(resource, path), isTrue), `has ${path.join('.')} not always true`);
    }),
});

/** An instance of a cluster has its cluster's storage. */
const instance = resourceRule({
  id: 'database-is-encrypted',
  says: 'A database instance has encrypted storage of its own key, or its cluster has.',
  types: ['AWS::RDS::DBInstance'],
  check: (resource) =>
    'DBClusterIdentifier' in resource.properties
      ? []
      : [
          unless(
            always(unlessRestored(resource, ['StorageEncrypted']), isTrue),
            'has StorageEncrypted not always true',
          ),
          unless('KmsKeyId' in resource.properties, 'has no KmsKeyId'),
        ],
});

const disks = resourceRule({
  id: 'disk-is-encrypted',
  says: 'Disks of machines are encrypted.',
  types: ['AWS::EC2::LaunchTemplate', 'AWS::EC2::Instance', 'AWS::EC2::Volume'],
  check: ({ type, at }) => {
    const root = type === 'AWS::EC2::LaunchTemplate' ? ['LaunchTemplateData'] : [];
    const values =
      type === 'AWS::EC2::Volume' ? at('Encrypted') : at(...root, 'BlockDeviceMappings', 'Ebs', 'Encrypted');
    const comesFromTemplate =
      type === 'AWS::EC2::Instance' && at('LaunchTemplate').some((value) => value !== undefined);
    return unless(comesFromTemplate || always(values, isTrue), 'has a disk that may be in the clear');
  },
});

const rotation = resourceRule({
  id: 'key-is-rotated',
  says: 'Keys that can be rotated are.',
  types: ['AWS::KMS::Key'],
  check: ({ properties, at }) => {
    const isAsymmetric = 'KeySpec' in properties && properties.KeySpec !== 'SYMMETRIC_DEFAULT';
    return unless(isAsymmetric || always(at('EnableKeyRotation'), isTrue), 'is not rotated');
  },
});

const volumes = resourceRule({
  id: 'shared-files-travel-encrypted',
  says: 'A file system is mounted over TLS.',
  types: ['AWS::ECS::TaskDefinition'],
  check: ({ at }) => {
    const mounted = at('Volumes', 'EFSVolumeConfiguration').filter((value) => value !== undefined);
    const encryptions = at('Volumes', 'EFSVolumeConfiguration', 'TransitEncryption');
    return unless(mounted.length === 0 || encryptions.includes('ENABLED'), 'mounts a file system in the clear');
  },
});

/** What stands at a path; a database that is made of a snapshot has the snapshot's encryption, and may not say its own. */
function unlessRestored({ at, properties }: Resource, path: readonly string[]): readonly unknown[] {
  const isRestored = 'DBSnapshotIdentifier' in properties || 'SnapshotIdentifier' in properties;
  return isRestored ? at(...path).filter((value) => value !== undefined) : at(...path);
}

export const encryptionRules: readonly Rule[] = [ownKey, encrypted, instance, disks, rotation, volumes];
