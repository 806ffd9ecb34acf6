import { own } from '../own.ts';
import { type RetainedItem, STACK } from '../retained.ts';

type Commands = (id: string) => readonly string[];

/** Types that the AWS CLI deletes with commands of their own. `id` is quoted for the shell. */
const OWN: Readonly<Record<string, Commands>> = {
  [STACK]: (id) => [`aws cloudformation delete-stack --stack-name ${id}`],
  // Every version has to go, a thousand in a call; it is repeated until it deletes nothing.
  'AWS::S3::Bucket': (id) => [
    `aws s3api delete-objects --bucket ${id} --delete "$(aws s3api list-object-versions --bucket ${id} --max-items 1000 --query '{Objects: [Versions, DeleteMarkers][][].{Key: Key, VersionId: VersionId}}' --output json)"`,
    `aws s3api delete-bucket --bucket ${id}`,
  ],
  'AWS::S3::BucketPolicy': (id) => [`aws s3api delete-bucket-policy --bucket ${id}`],
  'AWS::KMS::Key': (id) => [`aws kms schedule-key-deletion --key-id ${id} --pending-window-in-days 30`],
  'AWS::KMS::Alias': (id) => [`aws kms delete-alias --alias-name ${id}`],
  'AWS::Logs::LogGroup': (id) => [`aws logs delete-log-group --log-group-name ${id}`],
  'AWS::DynamoDB::Table': (id) => [`aws dynamodb delete-table --table-name ${id}`],
  'AWS::ECR::Repository': (id) => [`aws ecr delete-repository --repository-name ${id} --force`],
  'AWS::EFS::FileSystem': (id) => [`aws efs delete-file-system --file-system-id ${id}`],
  'AWS::EFS::AccessPoint': (id) => [`aws efs delete-access-point --access-point-id ${id}`],
  'AWS::SecretsManager::Secret': (id) => [`aws secretsmanager delete-secret --secret-id ${id}`],
  'AWS::Route53::HostedZone': (id) => [`aws route53 delete-hosted-zone --id ${id}`],
  'AWS::CertificateManager::Certificate': (id) => [`aws acm delete-certificate --certificate-arn ${id}`],
  'AWS::OpenSearchService::Domain': (id) => [`aws opensearch delete-domain --domain-name ${id}`],
  'AWS::CodeCommit::Repository': (id) => [`aws codecommit delete-repository --repository-name ${id}`],
  'AWS::Lambda::Function': (id) => [`aws lambda delete-function --function-name ${id}`],
  'AWS::SQS::Queue': (id) => [`aws sqs delete-queue --queue-url ${id}`],
  'AWS::RDS::DBInstance': (id) => [
    `aws rds delete-db-instance --db-instance-identifier ${id} --final-db-snapshot-identifier ${id}-final`,
  ],
  'AWS::RDS::DBCluster': (id) => [
    `aws rds delete-db-cluster --db-cluster-identifier ${id} --final-db-snapshot-identifier ${id}-final`,
  ],
  'AWS::EC2::SecurityGroup': (id) => [`aws ec2 delete-security-group --group-id ${id}`],
  'AWS::EC2::Subnet': (id) => [`aws ec2 delete-subnet --subnet-id ${id}`],
  'AWS::EC2::NetworkInterface': (id) => [`aws ec2 delete-network-interface --network-interface-id ${id}`],
  'AWS::ElasticLoadBalancingV2::LoadBalancer': (id) => [`aws elbv2 delete-load-balancer --load-balancer-arn ${id}`],
  'AWS::ElasticLoadBalancingV2::TargetGroup': (id) => [`aws elbv2 delete-target-group --target-group-arn ${id}`],
};

/**
 * The commands of the AWS CLI that delete a resource. Cloud Control takes CloudFormation's type and physical id, so it deletes
 * those of most types that have no command here. Pure.
 * https://docs.aws.amazon.com/cli/latest/reference/cloudcontrol/delete-resource.html
 */
export function removalCommands({
  type,
  physicalId,
  target,
}: Pick<RetainedItem, 'type' | 'physicalId' | 'target'>): readonly string[] {
  const other: Commands = (id) => [`aws cloudcontrol delete-resource --type-name ${type} --identifier ${id}`];
  return (own(OWN, type) ?? other)(quoted(physicalId)).map((command) => `${command} --region ${target.region}`);
}

/** As the shell takes it: a physical id may have any character. */
function quoted(text: string): string {
  return /^[\w./:@=+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
