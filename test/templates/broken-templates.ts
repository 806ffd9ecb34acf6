import type { Template } from './rules/template.ts';
import { groupWith, roleThat, sketch } from './sketch.ts';

const allow = (more: object) => ({ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::a/*', ...more });
const trust = (Service: string) => ({
  AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }] },
});
const text = (more: object = {}) => ({ Type: 'String', Description: 'What it should be.', ...more });
const container = (more: object) => ({ NetworkMode: 'awsvpc', ContainerDefinitions: [{ Name: 'a', ...more }] });
const CONDITIONAL = { 'Fn::If': ['IsProduction', true, false] };

/** For each rule a template that breaks it. */
export const broken: Readonly<Record<string, Template>> = {
  'resource-is-described': sketch('AWS::SNS::Topic', {}, { Resource: { Metadata: {} } }),
  'cost-is-stated': sketch('AWS::SNS::Topic'),
  'replaced-systems-are-named': sketch('AWS::SNS::Topic'),
  'template-is-short': sketch('AWS::SNS::Topic', {}, { lines: 400 }),
  'parameter-is-constrained': sketch('AWS::SNS::Topic', {}, { Parameters: { Anything: text() } }),
  'file-is-named-after-component': sketch('AWS::SNS::Topic', {}, { path: 'templates/base/other.yaml' }),
  'no-star-action': roleThat(allow({ Action: ['s3:GetObject', 's3:*'] })),
  'no-star-resource': roleThat(allow({ Resource: '*' })),
  'role-is-passed-to-one-service': roleThat(allow({ Action: 'iam:PassRole', Resource: 'arn:aws:iam::1:role/a' })),
  'role-has-boundary': sketch('AWS::IAM::Role', trust('ec2.amazonaws.com')),
  'iam-names-are-generated': sketch('AWS::IAM::Role', { RoleName: 'mine' }),
  'no-access-keys': sketch('AWS::IAM::AccessKey', { UserName: 'ann' }),
  'no-broad-managed-policy': sketch('AWS::IAM::Role', {
    ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'],
  }),
  'service-names-its-source': sketch('AWS::IAM::Role', trust('ecs-tasks.amazonaws.com')),
  'permission-names-its-source': sketch('AWS::Lambda::Permission', { Principal: 'sns.amazonaws.com' }),
  'no-source-of-who-names-none': sketch('AWS::SNS::TopicPolicy', {
    PolicyDocument: {
      Statement: [
        allow({
          Action: 'sns:Publish',
          Principal: { Service: ['events.amazonaws.com'] },
          Condition: { StringEquals: { 'aws:SourceAccount': '1' } },
        }),
      ],
    },
  }),
  'action-meets-its-resource': roleThat(
    allow({ Action: 'ecs:SubmitTaskStateChange', Resource: 'arn:aws:ecs:eu-west-1:1:container-instance/a/*' }),
  ),
  'run-may-tag-its-task': sketch('AWS::IAM::Role', {
    ...trust('states.amazonaws.com'),
    Policies: [{ PolicyDocument: { Statement: [allow({ Action: 'ecs:RunTask' })] } }],
  }),
  'publisher-may-encrypt': roleThat(allow({ Action: 'sns:Publish', Resource: { Ref: 'AlertTopicArn' } })),
  'schedule-may-be-read': sketch(
    'AWS::Scheduler::Schedule',
    { KmsKeyArn: { Ref: 'KeyArn' }, Target: { RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
    { Resources: { Role: { Type: 'AWS::IAM::Role', Properties: trust('scheduler.amazonaws.com') } } },
  ),
  'source-may-be-decrypted': sketch('AWS::IAM::Role', {
    Policies: [{ PolicyDocument: { Statement: [allow({ Action: 'codecommit:GitPull' })] } }],
  }),
  'key-is-described-without-context': sketch('AWS::KMS::Key', {
    KeyPolicy: {
      Statement: [
        allow({
          Action: ['kms:GenerateDataKey*', 'kms:DescribeKey'],
          Principal: { Service: 'cloudtrail.amazonaws.com' },
          Condition: { StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': 'arn:*' } },
        }),
      ],
    },
  }),
  'no-whole-of-what-is-shared': roleThat(
    allow({ Action: 'ecr:PutImage', Resource: 'arn:aws:ecr:eu-west-1:1:repository/*' }),
  ),
  'shared-bucket-is-listed-in-part': roleThat(
    allow({ Action: ['s3:GetObject', 's3:ListBucket'], Resource: [{ Ref: 'DataBucketArn' }] }),
  ),
  'build-pulls-with-its-role': sketch('AWS::CodeBuild::Project', { Environment: { Image: { Ref: 'BuildImage' } } }),
  'puller-may-pull-through': sketch('AWS::IAM::Role', {
    ...trust('ecs-tasks.amazonaws.com'),
    Policies: [{ PolicyDocument: { Statement: [allow({ Action: 'ecr:BatchGetImage' })] } }],
  }),
  'no-public-policy': sketch('AWS::S3::BucketPolicy', {
    PolicyDocument: { Statement: [allow({ Principal: '*' })] },
  }),
  'group-rule-is-described': groupWith({ IpProtocol: 'tcp', FromPort: 1, ToPort: 1, SourceSecurityGroupId: 'sg-1' }),
  'no-range-inside-network': groupWith({ IpProtocol: 'tcp', FromPort: 1, ToPort: 1, CidrIp: { Ref: 'VpcCidr' } }),
  'open-to-all-is-for-users': groupWith({ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '0.0.0.0/0' }),
  'no-group-of-another-template': groupWith(
    { IpProtocol: 'tcp', FromPort: 1, ToPort: 1, SourceSecurityGroupId: { Ref: 'MysqlGroup' } },
    { Parameters: { MysqlGroup: text() } },
  ),
  'data-admits-one-port': groupWith(
    { IpProtocol: 'tcp', FromPort: 0, ToPort: 65535, SourceSecurityGroupId: { Ref: 'Client' } },
    { Plinth: { Data: true } },
  ),
  'no-rule-on-a-foreign-group': sketch(
    'AWS::EC2::SecurityGroupIngress',
    { GroupId: { Ref: 'MysqlGroup' } },
    { Parameters: { MysqlGroup: text() } },
  ),
  'no-automatic-public-address': sketch('AWS::EC2::Subnet', { MapPublicIpOnLaunch: CONDITIONAL }),
  'network-is-logged': sketch('AWS::EC2::VPC'),
  'data-is-kept': sketch('AWS::DynamoDB::Table', {}, { Resource: { DeletionPolicy: 'Delete' } }),
  'data-is-said': sketch('AWS::EFS::FileSystem'),
  'database-is-safe': sketch('AWS::RDS::DBInstance', { MasterUserPassword: 'secret' }),
  'table-is-safe': sketch('AWS::DynamoDB::Table', { DeletionProtectionEnabled: false }),
  'cache-is-safe': sketch('AWS::ElastiCache::ReplicationGroup', { SnapshotRetentionLimit: 0 }),
  'search-is-safe': sketch('AWS::OpenSearchService::Domain', { DomainEndpointOptions: { EnforceHTTPS: false } }),
  'files-are-backed-up': sketch('AWS::EFS::FileSystem', { BackupPolicy: { Status: 'DISABLED' } }),
  'registry-is-safe': sketch('AWS::ECR::Repository', { ImageTagMutability: 'MUTABLE' }),
  'queue-has-dead-letters': sketch('AWS::SQS::Queue'),
  'encrypted-with-own-key': sketch('AWS::SNS::Topic', {
    KmsMasterKeyId: { 'Fn::If': ['A', 'k', { Ref: 'AWS::NoValue' }] },
  }),
  'encryption-is-on': sketch('AWS::EFS::FileSystem', { Encrypted: CONDITIONAL }),
  'database-is-encrypted': sketch('AWS::RDS::DBInstance', { StorageEncrypted: CONDITIONAL, KmsKeyId: 'k' }),
  'disk-is-encrypted': sketch('AWS::EC2::LaunchTemplate', { LaunchTemplateData: {} }),
  'key-is-rotated': sketch('AWS::KMS::Key', { EnableKeyRotation: false }),
  'shared-files-travel-encrypted': sketch('AWS::ECS::TaskDefinition', {
    Volumes: [{ EFSVolumeConfiguration: { FilesystemId: 'fs-1' } }],
  }),
  'bucket-is-private': sketch('AWS::S3::Bucket', { PublicAccessBlockConfiguration: { BlockPublicAcls: true } }),
  'bucket-is-versioned': sketch('AWS::S3::Bucket', { VersioningConfiguration: { Status: 'Suspended' } }),
  'bucket-is-logged': sketch('AWS::S3::Bucket'),
  'bucket-speaks-tls': sketch('AWS::S3::Bucket'),
  'bucket-forgets-old-versions': sketch('AWS::S3::Bucket'),
  'log-is-admitted': sketch('AWS::S3::Bucket', {
    LoggingConfiguration: { DestinationBucketName: { Ref: 'LogBucket' }, LogFilePrefix: 'cdn/' },
  }),
  'container-is-confined': sketch('AWS::ECS::TaskDefinition', container({ Privileged: true })),
  'container-reads-its-image': sketch('AWS::ECS::TaskDefinition', container({ ReadonlyRootFilesystem: false })),
  'no-secret-in-environment': sketch(
    'AWS::ECS::TaskDefinition',
    container({ Environment: [{ Name: 'DB_PASSWORD', Value: 'x' }] }),
  ),
  'no-password-parameter': sketch(
    'AWS::SSM::Parameter',
    { Value: { Ref: 'Hidden' } },
    { Parameters: { Hidden: text({ NoEcho: true }) } },
  ),
  'service-is-current': sketch('AWS::ECS::Service', { PlatformVersion: '1.3.0' }),
  'standby-has-no-name': sketch('AWS::ECS::Service', {
    LoadBalancers: [{ TargetGroupArn: 'arn:a' }],
    ServiceRegistries: [{ RegistryArn: 'arn:b' }],
  }),
  'function-is-current': sketch('AWS::Lambda::Function', { Runtime: 'nodejs18.x' }),
  'function-answers-in-bytes': sketch('AWS::Lambda::Function', {
    Code: { ZipFile: "await fetch(event.ResponseURL, { method: 'PUT', body: JSON.stringify(answer) });" },
  }),
  'function-has-own-role': sketch(
    'AWS::Lambda::Function',
    { Role: { 'Fn::GetAtt': ['Role', 'Arn'] } },
    {
      Resources: { Other: { Type: 'AWS::Lambda::Function', Properties: { Role: { 'Fn::GetAtt': ['Role', 'Arn'] } } } },
    },
  ),
  'machine-metadata-needs-token': sketch('AWS::EC2::Instance', { MetadataOptions: { HttpTokens: 'optional' } }),
  'machine-may-go': sketch('AWS::AutoScaling::AutoScalingGroup', { NewInstancesProtectedFromScaleIn: true }),
  'no-launch-configuration': sketch('AWS::AutoScaling::LaunchConfiguration'),
  'machine-is-tagged': sketch('AWS::EC2::LaunchTemplate', { LaunchTemplateData: {} }),
  'build-is-confined': sketch('AWS::CodeBuild::Project', { Environment: { PrivilegedMode: true } }),
  'load-balancer-is-careful': sketch('AWS::ElasticLoadBalancingV2::LoadBalancer'),
  'listener-speaks-tls': sketch('AWS::ElasticLoadBalancingV2::Listener', {
    Port: 80,
    DefaultActions: [{ Type: 'fixed-response' }],
  }),
  'distribution-is-careful': sketch('AWS::CloudFront::Distribution', {
    DistributionConfig: { DefaultCacheBehavior: { ViewerProtocolPolicy: 'allow-all' } },
  }),
  'firewall-is-logged': sketch('AWS::WAFv2::WebACL'),
  'trail-is-whole': sketch('AWS::CloudTrail::Trail', { IsMultiRegionTrail: false }),
  'state-machine-is-logged': sketch('AWS::StepFunctions::StateMachine'),
  'log-group-forgets': sketch('AWS::Logs::LogGroup'),
  'log-group-is-under-installation': sketch('AWS::Logs::LogGroup', { LogGroupName: 'mine' }),
  'alarm-is-heard': sketch('AWS::CloudWatch::Alarm', { AlarmActions: ['arn:aws:sns:eu-west-1:1:other'] }),
  'alarms-require-alerts': sketch('AWS::CloudWatch::Alarm'),
};
