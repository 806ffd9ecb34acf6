import * as cloudformation from '@aws-sdk/client-cloudformation';
import * as ec2 from '@aws-sdk/client-ec2';
import * as ecs from '@aws-sdk/client-ecs';
import * as lambda from '@aws-sdk/client-lambda';
import * as s3 from '@aws-sdk/client-s3';
import * as sqs from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { AwsError } from '../../../src/cloud/kernel/errors.ts';
import type { NetworkRequest } from '../../../src/cloud/kernel/network.ts';
import { fakeCloud } from './fake-cloud.ts';

const throwing = (error: Error) => () => {
  throw error;
};

test('a query error is the code and message that the service threw', async () => {
  const { config } = await fakeCloud('cloudformation', cloudformation, {
    DescribeStacks: throwing(new AwsError('ValidationError', 'Stack with id <a> does not exist')),
  });
  const client = new cloudformation.CloudFormationClient(config);
  await expect(client.send(new cloudformation.DescribeStacksCommand({ StackName: 'a' }))).rejects.toMatchObject({
    name: 'ValidationError',
    message: 'Stack with id <a> does not exist',
    $metadata: { httpStatusCode: 400, requestId: expect.stringMatching(/^[\da-f-]{36}$/) },
  });
});

test('a modelled error has its modelled class, wire code and status', async () => {
  const { config } = await fakeCloud('cloudformation', cloudformation, {
    CreateStack: throwing(new AwsError('AlreadyExistsException', 'Stack [a] already exists')),
  });
  const client = new cloudformation.CloudFormationClient(config);
  const failure = await client.send(new cloudformation.CreateStackCommand({ StackName: 'a' })).catch((error) => error);
  expect(failure).toBeInstanceOf(cloudformation.AlreadyExistsException);
  expect(failure).toMatchObject({ Code: 'AlreadyExistsException', $metadata: { httpStatusCode: 400 } });
});

test('a JSON error carries its members', async () => {
  const { config } = await fakeCloud('ecs', ecs, {
    RunTask: throwing(new AwsError('ConflictException', 'clash', 400, { resourceIds: ['a', 'b'] })),
  });
  const client = new ecs.ECSClient(config);
  const failure = await client.send(new ecs.RunTaskCommand({ taskDefinition: 'x' })).catch((error) => error);
  expect(failure).toBeInstanceOf(ecs.ConflictException);
  expect(failure).toMatchObject({ message: 'clash', resourceIds: ['a', 'b'] });
});

test('a service with a query past tells both of its codes', async () => {
  const { config } = await fakeCloud('sqs', sqs, {
    GetQueueUrl: throwing(new AwsError('QueueDoesNotExist', 'The specified queue does not exist.')),
  });
  const failure = await new sqs.SQSClient(config).send(new sqs.GetQueueUrlCommand({ QueueName: 'q' })).catch((e) => e);
  expect(failure).toBeInstanceOf(sqs.QueueDoesNotExist);
  expect(failure).toMatchObject({ Code: 'AWS.SimpleQueueService.NonExistentQueue', Type: 'Sender' });
});

test('a REST error takes its status from the model', async () => {
  const { config } = await fakeCloud('lambda', lambda, {
    GetFunction: throwing(new AwsError('ResourceNotFoundException', 'Function not found', 400, { Type: 'User' })),
  });
  const client = new lambda.LambdaClient(config);
  await expect(client.send(new lambda.GetFunctionCommand({ FunctionName: 'f' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Function not found',
    Type: 'User',
    $metadata: { httpStatusCode: 404 },
  });
});

test("S3's errors are a bare Error element, and nothing at all for HEAD", async () => {
  const { config } = await fakeCloud('s3', s3, {
    GetObject: throwing(new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key: 'a&b' })),
    HeadObject: throwing(new AwsError('NotFound', 'Not Found', 404)),
  });
  const client = new s3.S3Client(config);
  const failure = await client.send(new s3.GetObjectCommand({ Bucket: 'bucket', Key: 'a&b' })).catch((error) => error);
  expect(failure).toBeInstanceOf(s3.NoSuchKey);
  expect(failure).toMatchObject({ Key: 'a&b', $metadata: { httpStatusCode: 404 } });
  await expect(client.send(new s3.HeadObjectCommand({ Bucket: 'bucket', Key: 'k' }))).rejects.toThrow(s3.NotFound);
});

test('an operation without code fails loudly and names itself', async () => {
  const { config } = await fakeCloud('ec2', ec2, {});
  await expect(new ec2.EC2Client(config).send(new ec2.DescribeVpcsCommand({}))).rejects.toMatchObject({
    name: 'NotImplemented',
    message: 'the embedded cloud does not implement ec2:DescribeVpcs',
    $metadata: { httpStatusCode: 501 },
  });
});

test('a service without code fails loudly and names itself', async () => {
  const { config } = await fakeCloud('ec2', ec2, {});
  await expect(new lambda.LambdaClient(config).send(new lambda.ListFunctionsCommand({}))).rejects.toThrow(
    'the embedded cloud does not implement lambda:GET /2015-03-31/functions',
  );
});

test('missing members are refused in the words of the service', async () => {
  const formation = await fakeCloud('cloudformation', cloudformation, { CreateStack: () => ({}) });
  const create = new cloudformation.CreateStackCommand({} as never);
  await expect(new cloudformation.CloudFormationClient(formation.config).send(create)).rejects.toMatchObject({
    name: 'ValidationError',
    message:
      "1 validation error detected: Value null at 'stackName' failed to satisfy constraint: Member must not be null",
  });
  const compute = await fakeCloud('ec2', ec2, { CreateSubnet: () => ({}) });
  await expect(
    new ec2.EC2Client(compute.config).send(new ec2.CreateSubnetCommand({ CidrBlock: '10.0.0.0/24' } as never)),
  ).rejects.toMatchObject({ name: 'MissingParameter', message: 'The request must contain the parameter VpcId' });
  const containers = await fakeCloud('ecs', ecs, { RegisterTaskDefinition: () => ({}) });
  const register = new ecs.RegisterTaskDefinitionCommand({ family: 'f' } as never);
  await expect(new ecs.ECSClient(containers.config).send(register)).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: expect.stringContaining("Value null at 'containerDefinitions'"),
  });
});

test('a wrong JSON type is refused before the service sees it', async () => {
  const { kernel, calls } = await fakeCloud('ecs', ecs, { ListTasks: () => ({}) });
  const send = (body: object) => kernel.network.fetch(json('AmazonEC2ContainerServiceV20141113.ListTasks', body));
  expect(textOf(await send({ maxResults: 'ten' }))).toContain('"STRING_VALUE cannot be converted to Integer"');
  expect(textOf(await send({ cluster: 7 }))).toContain('"NUMBER_VALUE cannot be converted to String"');
  expect(textOf(await send({ cluster: {} }))).toContain('"Start of structure or map found where not expected."');
  expect(calls).toEqual([]);
  expect((await send({ cluster: 'c', unheardOf: 1 })).status).toBe(200);
  expect(calls[0]!.input).toEqual({ cluster: 'c' });
});

function json(target: string, body: object): NetworkRequest {
  return {
    method: 'POST',
    url: 'http://127.0.0.1:4566/',
    headers: { 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.1' },
    body: Buffer.from(JSON.stringify(body)),
  };
}

function textOf({ body }: { body: Uint8Array }): string {
  return Buffer.from(body).toString();
}
