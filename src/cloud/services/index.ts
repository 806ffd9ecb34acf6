import type { ResourceType, Service } from '../kernel/service.ts';
import { acm, acmResourceTypes } from './acm/index.ts';
import { apigatewayv2, apigatewayv2ResourceTypes } from './apigatewayv2/index.ts';
import { applicationAutoscaling, applicationAutoscalingResourceTypes } from './application-autoscaling/index.ts';
import { autoscaling, autoscalingResourceTypes } from './autoscaling/index.ts';
import { cloudformation, cloudformationResourceTypes } from './cloudformation/index.ts';
import { cloudfrontResourceTypes } from './cloudfront/index.ts';
import { cloudwatch, cloudwatchResourceTypes } from './cloudwatch/index.ts';
import { cloudwatchLogs, cloudwatchLogsResourceTypes } from './cloudwatch-logs/index.ts';
import { dynamodb, dynamodbResourceTypes } from './dynamodb/index.ts';
import { ec2, ec2ResourceTypes } from './ec2/index.ts';
import { ecr, ecrResourceTypes } from './ecr/index.ts';
import { ecs, ecsResourceTypes } from './ecs/index.ts';
import { efsResourceTypes } from './efs/index.ts';
import { elasticacheResourceTypes } from './elasticache/index.ts';
import { elbv2, elbv2ResourceTypes } from './elbv2/index.ts';
import { eventbridge, eventbridgeResourceTypes } from './eventbridge/index.ts';
import { iam, iamResourceTypes } from './iam/index.ts';
import { kms, kmsResourceTypes } from './kms/index.ts';
import { lambda, lambdaResourceTypes } from './lambda/index.ts';
import { opensearchResourceTypes } from './opensearch/index.ts';
import { rds, rdsResourceTypes } from './rds/index.ts';
import { route53, route53ResourceTypes } from './route53/index.ts';
import { s3, s3ResourceTypes } from './s3/index.ts';
import { scheduler, schedulerResourceTypes } from './scheduler/index.ts';
import { secretsManager, secretsManagerResourceTypes } from './secrets-manager/index.ts';
import { serviceCatalog, serviceCatalogResourceTypes } from './service-catalog/index.ts';
import { serviceQuotas } from './service-quotas/index.ts';
import { sfn, sfnResourceTypes } from './sfn/index.ts';
import { sns, snsResourceTypes } from './sns/index.ts';
import { sqs, sqsResourceTypes } from './sqs/index.ts';
import { ssm, ssmResourceTypes } from './ssm/index.ts';
import { sts } from './sts/index.ts';

/** Every service of the embedded cloud. */
export const SERVICES: readonly Service[] = [
  acm,
  apigatewayv2,
  applicationAutoscaling,
  autoscaling,
  cloudformation,
  cloudwatch,
  cloudwatchLogs,
  dynamodb,
  ec2,
  ecr,
  ecs,
  elbv2,
  eventbridge,
  iam,
  kms,
  lambda,
  rds,
  route53,
  s3,
  scheduler,
  secretsManager,
  serviceCatalog,
  serviceQuotas,
  sfn,
  sns,
  sqs,
  ssm,
  sts,
];

/** Every CloudFormation resource type with behaviour of its own. */
export const RESOURCE_TYPES: readonly ResourceType[] = [
  ...acmResourceTypes,
  ...apigatewayv2ResourceTypes,
  ...applicationAutoscalingResourceTypes,
  ...autoscalingResourceTypes,
  ...cloudformationResourceTypes,
  ...cloudfrontResourceTypes,
  ...cloudwatchLogsResourceTypes,
  ...cloudwatchResourceTypes,
  ...dynamodbResourceTypes,
  ...ec2ResourceTypes,
  ...ecrResourceTypes,
  ...ecsResourceTypes,
  ...efsResourceTypes,
  ...elasticacheResourceTypes,
  ...elbv2ResourceTypes,
  ...eventbridgeResourceTypes,
  ...iamResourceTypes,
  ...kmsResourceTypes,
  ...lambdaResourceTypes,
  ...opensearchResourceTypes,
  ...rdsResourceTypes,
  ...route53ResourceTypes,
  ...s3ResourceTypes,
  ...schedulerResourceTypes,
  ...secretsManagerResourceTypes,
  ...serviceCatalogResourceTypes,
  ...sfnResourceTypes,
  ...snsResourceTypes,
  ...sqsResourceTypes,
  ...ssmResourceTypes,
];
