/** A service as Step Functions calls it. */
export interface SdkService {
  readonly signingName: string;
  /** Prefix of its error names in SDK integrations: AWS uses the Java SDK's service names. */
  readonly errorPrefix: string;
}

/** Services by their name in `arn:aws:states:::aws-sdk:<name>:<operation>`. */
export const SDK_SERVICES: Readonly<Record<string, SdkService>> = {
  applicationautoscaling: { signingName: 'application-autoscaling', errorPrefix: 'ApplicationAutoScaling' },
  cloudformation: { signingName: 'cloudformation', errorPrefix: 'CloudFormation' },
  cloudwatch: { signingName: 'monitoring', errorPrefix: 'CloudWatch' },
  cloudwatchlogs: { signingName: 'logs', errorPrefix: 'CloudWatchLogs' },
  dynamodb: { signingName: 'dynamodb', errorPrefix: 'DynamoDb' },
  ec2: { signingName: 'ec2', errorPrefix: 'Ec2' },
  ecr: { signingName: 'ecr', errorPrefix: 'Ecr' },
  ecs: { signingName: 'ecs', errorPrefix: 'Ecs' },
  elasticloadbalancingv2: { signingName: 'elasticloadbalancing', errorPrefix: 'ElasticLoadBalancingV2' },
  eventbridge: { signingName: 'events', errorPrefix: 'EventBridge' },
  iam: { signingName: 'iam', errorPrefix: 'Iam' },
  kms: { signingName: 'kms', errorPrefix: 'Kms' },
  lambda: { signingName: 'lambda', errorPrefix: 'Lambda' },
  rds: { signingName: 'rds', errorPrefix: 'Rds' },
  s3: { signingName: 's3', errorPrefix: 'S3' },
  scheduler: { signingName: 'scheduler', errorPrefix: 'Scheduler' },
  secretsmanager: { signingName: 'secretsmanager', errorPrefix: 'SecretsManager' },
  servicecatalog: { signingName: 'servicecatalog', errorPrefix: 'ServiceCatalog' },
  sfn: { signingName: 'states', errorPrefix: 'Sfn' },
  sns: { signingName: 'sns', errorPrefix: 'Sns' },
  sqs: { signingName: 'sqs', errorPrefix: 'Sqs' },
  ssm: { signingName: 'ssm', errorPrefix: 'Ssm' },
  sts: { signingName: 'sts', errorPrefix: 'Sts' },
};

/** An optimized integration: its operations, and AWS's name of it in errors. */
export interface OptimizedService {
  readonly signingName: string;
  readonly operations: readonly string[];
  readonly errorPrefix: string;
  /** Error name of a code that the service does not model. */
  readonly generalError: string;
  /** `Service` in the causes of its errors. */
  readonly causeName: string;
}

/** Services by their name in `arn:aws:states:::<name>:<operation>`. */
export const OPTIMIZED_SERVICES: Readonly<Record<string, OptimizedService>> = {
  lambda: {
    signingName: 'lambda',
    operations: ['invoke'],
    errorPrefix: 'Lambda',
    generalError: 'AWSLambdaException',
    causeName: 'AWSLambda',
  },
  states: {
    signingName: 'states',
    operations: ['startExecution'],
    errorPrefix: 'StepFunctions',
    generalError: 'AWSStepFunctionsException',
    causeName: 'AWSStepFunctions',
  },
  sqs: {
    signingName: 'sqs',
    operations: ['sendMessage'],
    errorPrefix: 'SQS',
    generalError: 'AmazonSQSException',
    causeName: 'AmazonSQS',
  },
  sns: {
    signingName: 'sns',
    operations: ['publish'],
    errorPrefix: 'SNS',
    generalError: 'AmazonSNSException',
    causeName: 'AmazonSNS',
  },
  events: {
    signingName: 'events',
    operations: ['putEvents'],
    errorPrefix: 'EventBridge',
    generalError: 'AmazonEventBridgeException',
    causeName: 'AmazonEventBridge',
  },
  dynamodb: {
    signingName: 'dynamodb',
    operations: ['getItem', 'putItem', 'updateItem', 'deleteItem'],
    errorPrefix: 'DynamoDB',
    generalError: 'AmazonDynamoDBException',
    causeName: 'AmazonDynamoDBv2',
  },
  ecs: {
    signingName: 'ecs',
    operations: ['runTask'],
    errorPrefix: 'ECS',
    generalError: 'AmazonECSException',
    causeName: 'AmazonECS',
  },
};
