import * as apigateway from '@aws-sdk/client-apigatewayv2';
import * as cloudformation from '@aws-sdk/client-cloudformation';
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as ec2 from '@aws-sdk/client-ec2';
import * as ecs from '@aws-sdk/client-ecs';
import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import * as iam from '@aws-sdk/client-iam';
import * as lambda from '@aws-sdk/client-lambda';
import * as rds from '@aws-sdk/client-rds';
import * as s3 from '@aws-sdk/client-s3';
import * as scheduler from '@aws-sdk/client-scheduler';
import * as sfn from '@aws-sdk/client-sfn';
import * as sqs from '@aws-sdk/client-sqs';
import { NormalizedSchema } from '@smithy/core/schema';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fakeCloud } from './fake-cloud.ts';
import { arbitraryOf } from './schema-arbitrary.ts';

const RUNS = 15;

const SAMPLE: readonly (readonly [string, object, readonly string[]])[] = [
  ['cloudformation', cloudformation, ['DescribeStacks', 'DescribeStackEvents', 'CreateChangeSet', 'DescribeChangeSet']],
  ['iam', iam, ['GetRole', 'ListRolePolicies', 'CreateRole']],
  ['elasticloadbalancing', elb, ['DescribeTargetHealth', 'CreateTargetGroup', 'ModifyRule', 'DescribeRules']],
  ['rds', rds, ['DescribeDBInstances', 'CreateDBInstance']],
  ['ec2', ec2, ['DescribeVpcs', 'DescribeSecurityGroups', 'CreateSubnet', 'AuthorizeSecurityGroupIngress']],
  ['ecs', ecs, ['RegisterTaskDefinition', 'DescribeServices', 'UpdateService']],
  ['states', sfn, ['GetExecutionHistory', 'StartExecution']],
  ['dynamodb', dynamodb, ['PutItem', 'Query']],
  ['sqs', sqs, ['ReceiveMessage', 'SendMessageBatch']],
  ['monitoring', cloudwatch, ['DescribeAlarms', 'PutMetricData']],
  ['lambda', lambda, ['GetFunction', 'CreateFunction', 'ListEventSourceMappings']],
  ['apigateway', apigateway, ['CreateApi', 'GetRoutes']],
  ['scheduler', scheduler, ['CreateSchedule', 'GetSchedule']],
  ['s3', s3, ['ListObjectsV2', 'GetBucketLifecycleConfiguration', 'PutBucketLifecycleConfiguration', 'DeleteObjects']],
];

describe.each(SAMPLE.flatMap(([service, schemas, names]) => names.map((name) => [service, name, schemas] as const)))(
  '%s %s',
  (service, name, schemas) => {
    const [, , , , inputSchema, outputSchema] = (schemas as Record<string, unknown[]>)[`${name}$`]!;
    const exports = schemas as Record<string, new (argument: object) => never>;
    const clientName = Object.keys(schemas).find((key) => key.endsWith('Client') && !key.startsWith('_'))!;
    const fixed = service === 's3' ? { Bucket: 'a-bucket' } : {};

    test('the client reads back what the service answered', async () => {
      await fc.assert(
        fc.asyncProperty(arbitraryOf(NormalizedSchema.of(outputSchema as never), 'output'), async (output) => {
          const { config } = await fakeCloud(service, schemas, { [name]: () => output });
          const client = new exports[clientName]!({ ...config, ...QUIET }) as {
            send(command: unknown): Promise<object>;
          };
          const input = fc.sample(arbitraryOf(NormalizedSchema.of(inputSchema as never), 'input'), {
            numRuns: 1,
            seed: 7,
          });
          const answer = await client.send(new exports[`${name}Command`]!({ ...(input[0] as object), ...fixed }));
          expect({ ...answer, $metadata: undefined }).toEqual({ ...(output as object), $metadata: undefined });
        }),
        { numRuns: RUNS },
      );
    });

    test('the service gets what the client sent', async () => {
      await fc.assert(
        fc.asyncProperty(arbitraryOf(NormalizedSchema.of(inputSchema as never), 'input'), async (input) => {
          const { config, calls } = await fakeCloud(service, schemas, { [name]: () => ({}) });
          const client = new exports[clientName]!({ ...config, ...QUIET }) as {
            send(command: unknown): Promise<object>;
          };
          const sent = { ...(input as object), ...fixed };
          await client.send(new exports[`${name}Command`]!(sent));
          expect(calls[0]!.input).toEqual(sent);
        }),
        { numRuns: RUNS },
      );
    });
  },
);

/** Checks that clients make on top of the protocol, and values they add to the input by themselves. */
const QUIET = {
  md5: false,
  disableRequestCompression: true,
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
  accountIdEndpointMode: 'disabled',
};
