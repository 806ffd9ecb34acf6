import { expect, test } from 'vitest';
import { type Cause, causeOf, remedyFor } from '../../../src/core/stack/remedy-for.ts';

const handler = (message: string, code: string) =>
  `Resource handler returned message: "${message}" (RequestToken: 34894148-5a50-f236-994f-d42e72f8eec0, HandlerErrorCode: ${code})`;
const call = (message: string, service: string, status = 400) =>
  `${message} (Service: ${service}, Status Code: ${status}, Request ID: 9559ac7e-6c55-46ff-89ca-becbe10b30dd)`;

/** Status reasons as CloudFormation writes them: those of resource handlers, and those of its older resources. */
const REASONS: readonly (readonly [string, Cause | undefined])[] = [
  ['Rate exceeded', 'throttled'],
  [`Rate exceeded for operation '${call('Rate exceeded', 'Lambda', 429)}'.`, 'throttled'],
  [handler(call('Rate exceeded', 'AmazonCloudWatch'), 'Throttling'), 'throttled'],
  [handler(call('Request limit exceeded.', 'Ec2', 503), 'Throttling'), 'throttled'],
  [handler('Error occurred during operation: RequestLimitExceeded', 'GeneralServiceException'), 'throttled'],

  [handler('Exceeded attempts to wait', 'NotStabilized'), 'notReady'],
  [handler("Resource of type 'AWS::CloudFront::Distribution' did not stabilize.", 'NotStabilized'), 'notReady'],
  ['NotStabilized', 'notReady'],
  ['Creation time limit exceeded', 'notReady'],
  ['Resource timed out waiting for completion', 'notReady'],
  ['Resource timed out waiting for creation of physical resource', 'notReady'],
  ['WaitCondition timed out. Received 0 conditions when expecting 1', 'notReady'],
  ['Custom Resource failed to stabilize in expected time', 'notReady'],
  [
    handler(
      "Error occurred during operation 'ECS Deployment Circuit Breaker was triggered'.",
      'GeneralServiceException',
    ),
    'notReady',
  ],

  [handler(call('The maximum number of VPCs has been reached.', 'Ec2'), 'GeneralServiceException'), 'quota'],
  [handler(call('The maximum number of internet gateways has been reached.', 'Ec2'), 'ServiceLimitExceeded'), 'quota'],
  [handler(call('The maximum number of addresses has been reached.', 'Ec2'), 'ServiceLimitExceeded'), 'quota'],
  ['Error creating EIP: AddressLimitExceeded: The maximum number of addresses has been reached.', 'quota'],
  [handler(call('Cannot exceed quota for RolesPerAccount: 1000', 'Iam', 409), 'ServiceLimitExceeded'), 'quota'],
  [handler(call('You have attempted to create more buckets than allowed', 'S3'), 'ServiceLimitExceeded'), 'quota'],
  [
    'You have requested more vCPU capacity than your current vCPU limit of 32 allows for the instance bucket. (VcpuLimitExceeded)',
    'quota',
  ],
  ['The limit of 40 instances is reached', 'quota'],

  [
    'We currently do not have sufficient m5.large capacity in the Availability Zone you requested (eu-west-1a).',
    'noCapacity',
  ],
  [handler('InsufficientDBInstanceCapacity', 'GeneralServiceException'), 'noCapacity'],

  [
    handler("Resource of type 'AWS::S3::Bucket' with identifier 'orders' already exists.", 'AlreadyExists'),
    'nameTaken',
  ],
  ['plinth-orders already exists in stack arn:aws:cloudformation:eu-west-1:111122223333:stack/other/1', 'nameTaken'],

  [
    handler(
      call('User: arn:aws:sts::111122223333:assumed-role/r/s is not authorized to perform: ecs:CreateCluster', 'Ecs'),
      'AccessDenied',
    ),
    'forbidden',
  ],
  [handler(call('The bucket you tried to delete is not empty', 'S3', 409), 'GeneralServiceException'), 'inUse'],
  [handler(call("The vpc 'vpc-1' has dependencies and cannot be deleted.", 'Ec2'), 'GeneralServiceException'), 'inUse'],
  [handler(call("The subnet ID 'subnet-1' does not exist", 'Ec2'), 'NotFound'), 'missing'],
  [handler(call('Invalid CIDR 10.0.0.0/8', 'Ec2'), 'InvalidRequest'), 'invalid'],
  [
    "1 validation error detected: Value 'a' at 'name' failed to satisfy constraint: Member must have length less than or equal to 64",
    'tooLong',
  ],
  [handler('Internal error reported from downstream service', 'GeneralServiceException'), 'serviceFailed'],
  ['Nothing that is known here', undefined],
];

test.each(REASONS)('%s', (reason, cause) => {
  expect(causeOf(reason)).toBe(cause);
});

test('each cause has a remedy of its own, and an unknown one names the resource', () => {
  const remedies = REASONS.map(([reason]) => remedyFor('AWS::EC2::VPC', reason));
  const causes = new Set(REASONS.map(([, cause]) => cause));
  expect(new Set(remedies).size).toBe(causes.size);
  expect(remedyFor('AWS::EC2::VPC', 'Nothing that is known here')).toContain('AWS::EC2::VPC');
});

test('what takes too long or comes too often is not answered with a quota', () => {
  const reasons = ['Rate exceeded', 'Exceeded attempts to wait', 'NotStabilized', 'Creation time limit exceeded'];
  expect(reasons.filter((reason) => remedyFor('AWS::ECS::Service', reason).includes('quota'))).toEqual([]);
});
