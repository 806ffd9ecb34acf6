/**
 * Actions for which the service takes no resource, or none that exists before the call.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/
 */
export const resourceLessActions: readonly RegExp[] = [
  /^acm:(ListCertificates|RequestCertificate|GetAccountConfiguration)$/,
  /^application-autoscaling:Describe/,
  /^autoscaling:Describe/,
  /^ce:Get/,
  /^cloudformation:(ListStacks|ValidateTemplate)$/,
  /^cloudfront:List/,
  /^cloudtrail:(DescribeTrails|LookupEvents)$/,
  /^cloudwatch:(PutMetricData|GetMetricData|GetMetricStatistics|ListMetrics)$/,
  /^codecommit:ListRepositories$/,
  /^ec2:(Describe\w*\*?|GetConsole\w+)$/,
  // The agent's channel names no resource.
  /^ec2messages:/,
  /^ecr:GetAuthorizationToken$/,
  /^ecr-public:GetAuthorizationToken$/,
  /^ecs:(DiscoverPollEndpoint|CreateCluster|ListClusters|RegisterTaskDefinition|DeregisterTaskDefinition|DescribeTaskDefinition|ListTaskDefinitions|ListTasks|ListServices)$/,
  /^elasticloadbalancing:Describe/,
  /^iam:(ListRoles|ListAccountAliases|ListOpenIDConnectProviders)$/,
  /^kms:(ListAliases|ListKeys|GenerateRandom)$/,
  /^lambda:(ListFunctions|GetAccountSettings|ListEventSourceMappings)$/,
  /^logs:(CreateLogDelivery|GetLogDelivery|UpdateLogDelivery|DeleteLogDelivery|ListLogDeliveries|PutResourcePolicy|DescribeResourcePolicies|StopQuery|GetQueryResults)$/,
  /^rds:Describe(DBEngineVersions|OrderableDBInstanceOptions)$/,
  /^route53:(ListHostedZones|ListHostedZonesByName|GetHostedZoneCount|CreateHostedZone|TestDNSAnswer)$/,
  /^route53domains:/,
  /^s3:(ListAllMyBuckets|GetAccountPublicAccessBlock)$/,
  /^sns:ListTopics$/,
  /^sqs:ListQueues$/,
  /^ssm:(DescribeParameters|DescribeInstanceInformation)$/,
  /^ssmmessages:/,
  // A task token is the permission.
  /^states:SendTask(Success|Failure|Heartbeat)$/,
  /^sts:(GetCallerIdentity|GetServiceBearerToken)$/,
  /^tag:Get/,
  /^xray:(PutTraceSegments|PutTelemetryRecords|GetSamplingRules|GetSamplingTargets|GetSamplingStatisticSummaries)$/,
];
