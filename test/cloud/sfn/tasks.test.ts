import * as cloudFormationSchemas from '@aws-sdk/client-cloudformation';
import * as dynamoSchemas from '@aws-sdk/client-dynamodb';
import * as ecsSchemas from '@aws-sdk/client-ecs';
import * as sqsSchemas from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { AwsError } from '../../../src/cloud/kernel/errors.ts';
import type { Operation, Service } from '../../../src/cloud/kernel/service.ts';
import { FunctionThrew, functionArn, jsonata, jsonPath, outline, place, secondsOf, sfnKernel } from './sfn-kernel.ts';

const service = (signingName: string, schemas: object, operations: Record<string, Operation>): Service => ({
  signingName,
  schemas,
  operations,
});

const task = (resource: string, more: object = {}) =>
  jsonata({ Do: { Type: 'Task', Resource: resource, End: true, ...more } });

/** A queue that keeps what is sent to it. */
function keepingQueue() {
  const messages: { MessageBody: string }[] = [];
  const sqs = service('sqs', sqsSchemas, {
    SendMessage: (input: { MessageBody: string }) => {
      messages.push(input);
      return { MessageId: 'm-1', MD5OfMessageBody: 'abc' };
    },
  });
  return { messages, sqs };
}

const waiting = (more: object = {}) =>
  task('arn:aws:states:::sqs:sendMessage.waitForTaskToken', {
    Arguments: { QueueUrl: 'https://queue', MessageBody: { token: '{% $states.context.Task.Token %}' } },
    ...more,
  });

/** As `waiting`, with a state that the catcher leads to. */
function waitingCaught(catcher: object, more: object = {}) {
  const Catch = [{ ...catcher, Next: 'Caught' }];
  const { States, ...machine } = waiting({ ...more, Catch }) as ReturnType<typeof waiting> & { States: object };
  return { ...machine, States: { ...States, Caught: { Type: 'Succeed' } } };
}

describe('lambda:invoke', () => {
  it('answers with the payload, the status and what tells of the exchange', async () => {
    const { run } = sfnKernel({ functions: { add: (event: unknown) => ({ got: event }) } });
    const { parsed, history } = await run(
      task('arn:aws:states:::lambda:invoke', {
        Arguments: { FunctionName: functionArn('add'), Payload: { n: '{% $states.input.n %}' } },
      }),
      { n: 4 },
    );
    expect(parsed).toMatchObject({
      ExecutedVersion: '$LATEST',
      Payload: { got: { n: 4 } },
      StatusCode: 200,
      SdkHttpMetadata: { HttpStatusCode: 200 },
    });
    expect(history[2]?.taskScheduledEventDetails).toEqual({
      resourceType: 'lambda',
      resource: 'invoke',
      region: 'eu-west-1',
      parameters: JSON.stringify({ FunctionName: functionArn('add'), Payload: { n: 4 } }),
    });
  });

  it('fails by the name of what the function threw', async () => {
    const { run } = sfnKernel({
      functions: {
        bad: () => {
          throw new FunctionThrew('StackFailed', 'no subnet');
        },
      },
    });
    const { error, cause } = await run(
      task('arn:aws:states:::lambda:invoke', { Arguments: { FunctionName: functionArn('bad') } }),
    );
    expect(error).toBe('StackFailed');
    expect(JSON.parse(cause!)).toEqual({ errorType: 'StackFailed', errorMessage: 'no subnet' });
  });

  it.each([
    ['TooManyRequestsException', 429, 'Lambda.TooManyRequestsException'],
    ['ServiceException', 500, 'Lambda.ServiceException'],
    ['ResourceNotFoundException', 404, 'Lambda.ResourceNotFoundException'],
  ])('names %s of the service as AWS does', async (code, status, error) => {
    const { run } = sfnKernel({
      functions: {
        any: () => {
          throw new AwsError(code, 'not now', status);
        },
      },
    });
    const execution = await run(
      task('arn:aws:states:::lambda:invoke', { Arguments: { FunctionName: functionArn('any') } }),
    );
    expect(execution.error).toBe(error);
    expect(execution.cause).toContain(`not now (Service: AWSLambda; Status Code: ${status}; Error Code: ${code};`);
  });
});

describe('aws-sdk integrations', () => {
  it('find members whatever their case, and answer in Pascal case with times as text', async () => {
    const calls: unknown[] = [];
    const ecs = service('ecs', ecsSchemas, {
      DescribeServices: (input: unknown) => {
        calls.push(input);
        return { services: [{ serviceName: 'web', createdAt: new Date(0), runningCount: 2 }], failures: [] };
      },
    });
    const { parsed } = await sfnKernel({ services: [ecs] }).run(
      task('arn:aws:states:::aws-sdk:ecs:describeServices', { Arguments: { Cluster: 'main', Services: ['web'] } }),
    );
    expect(calls).toEqual([{ cluster: 'main', services: ['web'] }]);
    expect(parsed).toEqual({
      Services: [{ ServiceName: 'web', CreatedAt: '1970-01-01T00:00:00.000Z', RunningCount: 2 }],
      Failures: [],
    });
  });

  it('keep the keys of maps as they are', async () => {
    const dynamodb = service('dynamodb', dynamoSchemas, { GetItem: () => ({ Item: { id: { S: 'a' } } }) });
    const { parsed } = await sfnKernel({ services: [dynamodb] }).run(
      task('arn:aws:states:::aws-sdk:dynamodb:getItem', { Arguments: { TableName: 't', Key: { id: { S: 'a' } } } }),
    );
    expect(parsed).toEqual({ Item: { id: { S: 'a' } } });
  });

  it.each([
    ['AlreadyExistsException', 'CloudFormation.AlreadyExistsException'],
    ['ChangeSetNotFound', 'CloudFormation.ChangeSetNotFoundException'],
    ['ValidationError', 'CloudFormation.CloudFormationException'],
  ])('name the error %s', async (code, error) => {
    const cloudformation = service('cloudformation', cloudFormationSchemas, {
      DescribeStacks: () => {
        throw new AwsError(code, 'it is so');
      },
    });
    const execution = await sfnKernel({ services: [cloudformation] }).run(
      task('arn:aws:states:::aws-sdk:cloudformation:describeStacks', { Arguments: { StackName: 'x' } }),
    );
    expect(execution.error).toBe(error);
    expect(execution.cause).toMatch(
      /^it is so \(Service: CloudFormation, Status Code: 400, Request ID: [0-9a-f-]{36}\)$/,
    );
  });

  it('refuse a member that the operation does not have', async () => {
    const cloudformation = service('cloudformation', cloudFormationSchemas, { DescribeStacks: () => ({}) });
    const { error, cause } = await sfnKernel({ services: [cloudformation] }).run(
      task('arn:aws:states:::aws-sdk:cloudformation:describeStacks', { Arguments: { Stack: 'x' } }),
    );
    expect(error).toBe('States.Runtime');
    expect(cause).toContain('The field "Stack" is not supported by Step Functions');
  });
});

describe('waitForTaskToken', () => {
  it('goes on with what SendTaskSuccess brings, and records the submission', async () => {
    const { messages, sqs } = keepingQueue();
    const kernel = sfnKernel({ services: [sqs] });
    const arn = await kernel.start(waiting());
    await kernel.kernel.clock.drive(kernel.kernel.clock.sleep(30));
    const { token } = JSON.parse(messages[0]!.MessageBody);
    await kernel.call('SendTaskSuccess', { taskToken: token, output: '{"done":true}' });
    const { parsed, history } = await kernel.finish(arn);
    expect(parsed).toEqual({ done: true });
    expect(outline(history)).toEqual([
      '1<0 ExecutionStarted',
      '2<0 TaskStateEntered',
      '3<2 TaskScheduled',
      '4<3 TaskStarted',
      '5<4 TaskSubmitted',
      '6<5 TaskSucceeded',
      '7<6 TaskStateExited',
      '8<7 ExecutionSucceeded',
    ]);
    await expect(kernel.call('SendTaskSuccess', { taskToken: token, output: '1' })).rejects.toMatchObject({
      code: 'TaskTimedOut',
    });
  });

  it('fails with what SendTaskFailure brings, if anything', async () => {
    const { messages, sqs } = keepingQueue();
    const kernel = sfnKernel({ services: [sqs] });
    const arn = await kernel.start(waitingCaught({ ErrorEquals: ['States.ALL'] }));
    await kernel.kernel.clock.drive(kernel.kernel.clock.sleep(5));
    await kernel.call('SendTaskFailure', { taskToken: JSON.parse(messages[0]!.MessageBody).token });
    await expect(kernel.finish(arn)).resolves.toMatchObject({ parsed: { Error: null, Cause: null } });
  });

  it('times out, and then the token is too late', async () => {
    const { messages, sqs } = keepingQueue();
    const kernel = sfnKernel({ services: [sqs] });
    const execution = await kernel.run(waiting({ TimeoutSeconds: 100 }));
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(execution.cause).toBeUndefined();
    expect(Math.round(secondsOf(execution, 'TaskTimedOut')[0]! - secondsOf(execution, 'TaskScheduled')[0]!)).toBe(100);
    const { token } = JSON.parse(messages[0]!.MessageBody);
    await expect(kernel.call('SendTaskHeartbeat', { taskToken: token })).rejects.toMatchObject({
      code: 'TaskTimedOut',
    });
  });

  it('lives as long as heartbeats come, and times out when they stop', async () => {
    const { messages, sqs } = keepingQueue();
    const kernel = sfnKernel({ services: [sqs] });
    const arn = await kernel.start(
      waitingCaught({ ErrorEquals: ['States.HeartbeatTimeout'], Output: 'silent' }, { HeartbeatSeconds: 60 }),
    );
    await kernel.kernel.clock.drive(kernel.kernel.clock.sleep(50));
    await kernel.call('SendTaskHeartbeat', { taskToken: JSON.parse(messages[0]!.MessageBody).token });
    const execution = await kernel.finish(arn);
    expect(execution.parsed).toBe('silent');
    expect(secondsOf(execution, 'TaskTimedOut')[0]).toBeCloseTo(110, 0);
    expect(execution.history.find(({ type }) => type === 'TaskTimedOut')?.taskTimedOutEventDetails).toEqual({
      resourceType: 'sqs',
      resource: 'sendMessage.waitForTaskToken',
      error: 'States.Timeout',
    });
  });

  it('refuses a token that was never handed out, and output that is no JSON', async () => {
    const { messages, sqs } = keepingQueue();
    const kernel = sfnKernel({ services: [sqs] });
    await expect(kernel.call('SendTaskSuccess', { taskToken: 'made up', output: '1' })).rejects.toMatchObject({
      code: 'InvalidToken',
    });
    await kernel.start(waiting());
    await kernel.kernel.clock.drive(kernel.kernel.clock.sleep(5));
    const { token } = JSON.parse(messages[0]!.MessageBody);
    await expect(kernel.call('SendTaskSuccess', { taskToken: token, output: '{' })).rejects.toMatchObject({
      code: 'InvalidOutput',
    });
  });
});

describe('ecs:runTask.sync', () => {
  const stopped = (exitCode: number) => ({
    taskArn: 'arn:aws:ecs:eu-west-1:111122223333:task/main/1',
    clusterArn: 'arn:aws:ecs:eu-west-1:111122223333:cluster/main',
    lastStatus: 'STOPPED',
    containers: [{ name: 'migrate', exitCode }],
  });

  const runTask = async (exitCode: number) => {
    const ecs = service('ecs', ecsSchemas, {
      RunTask: (_input, { kernel }) => {
        const { taskArn } = stopped(0);
        const detail = { taskArn, lastStatus: 'STOPPED' };
        const event = { source: 'aws.ecs', detailType: 'ECS Task State Change', resources: [taskArn], detail };
        kernel.clock.after(40, () => kernel.publish(event, place));
        return { tasks: [{ ...stopped(0), lastStatus: 'PROVISIONING', containers: [] }], failures: [] };
      },
      DescribeTasks: () => ({ tasks: [stopped(exitCode)] }),
    });
    return sfnKernel({ services: [ecs] }).run(
      task('arn:aws:states:::ecs:runTask.sync', { Arguments: { Cluster: 'main', TaskDefinition: 'migrate:1' } }),
    );
  };

  it('succeeds with the stopped task when every container exited with 0', async () => {
    const execution = await runTask(0);
    expect(execution.parsed).toMatchObject({ LastStatus: 'STOPPED', Containers: [{ ExitCode: 0 }] });
    expect(secondsOf(execution, 'TaskSucceeded')[0]! - secondsOf(execution, 'TaskSubmitted')[0]!).toBeCloseTo(40, 0);
  });

  it('fails with the task as its cause otherwise', async () => {
    const { error, cause } = await runTask(1);
    expect(error).toBe('States.TaskFailed');
    expect(JSON.parse(cause!)).toMatchObject({ Containers: [{ ExitCode: 1 }] });
  });
});

it('refuses an integration that does not exist', async () => {
  const { error } = await sfnKernel().run(
    jsonPath({ Do: { Type: 'Task', Resource: 'arn:aws:states:::sqs:purgeQueue', End: true } }),
  );
  expect(error).toBe('States.Runtime');
});
