import { describe, expect, it } from 'vitest';
import { AwsError } from '../../../src/cloud/kernel/errors.ts';
import { createKernel } from '../../../src/cloud/kernel/kernel.ts';
import type { Service } from '../../../src/cloud/kernel/service.ts';
import { cloudwatchLogs } from '../../../src/cloud/services/cloudwatch-logs/index.ts';
import { ec2 } from '../../../src/cloud/services/ec2/index.ts';
import { ecr } from '../../../src/cloud/services/ecr/index.ts';
import { ecs } from '../../../src/cloud/services/ecs/index.ts';
import { pushImage } from './push-image.ts';
import { webTaskDefinition } from './web-stage.ts';

const PLACE = { account: '111122223333', region: 'eu-west-1' };

/** A parameter store that knows no parameter. */
const emptyParameterStore: Service = {
  signingName: 'ssm',
  schemas: {},
  operations: {
    GetParameter: () => {
      throw new AwsError('ParameterNotFound', '');
    },
  },
};

async function cluster() {
  const kernel = createKernel({ clock: 'virtual', seed: 1 }, [cloudwatchLogs, ec2, ecr, ecs, emptyParameterStore], []);
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers by their AWS names.
  const call = (service: string, operation: string, input: object): Promise<any> =>
    kernel.clock.drive(kernel.invoke(service, operation, input, PLACE));
  await call('ecs', 'CreateCluster', { clusterName: 'dev' });
  const { Subnets } = await call('ec2', 'DescribeSubnets', {});
  const subnets: string[] = Subnets.map((subnet: { SubnetId: string }) => subnet.SubnetId);
  const labels = { 'cloud.model.log': 'hello, log', 'cloud.model.exit-after-seconds': '20' };
  const { reference } = await pushImage(kernel, { repository: 'job', tag: '1', labels });
  const run = async (container: object, more: { network?: object; overrides?: object } = {}) => {
    await call('ecs', 'RegisterTaskDefinition', webTaskDefinition(reference, { family: 'job', container }));
    const awsvpcConfiguration = more.network ?? { subnets, assignPublicIp: 'ENABLED' };
    const request = { cluster: 'dev', taskDefinition: 'job', launchType: 'FARGATE', overrides: more.overrides ?? {} };
    const { tasks } = await call('ecs', 'RunTask', { ...request, networkConfiguration: { awsvpcConfiguration } });
    await kernel.clock.drive(kernel.clock.sleep(600));
    const described = await call('ecs', 'DescribeTasks', { cluster: 'dev', tasks: [tasks[0].taskArn] });
    return described.tasks[0];
  };
  return { call, run, subnets, reference };
}

const LOGGED = {
  logConfiguration: {
    logDriver: 'awslogs',
    options: { 'awslogs-group': '/apps/job', 'awslogs-region': 'eu-west-1', 'awslogs-stream-prefix': 'task' },
  },
};

describe('a one-off ECS task', () => {
  it('writes its lines to its own stream of the log group', async () => {
    const { call, run } = await cluster();
    await call('logs', 'CreateLogGroup', { logGroupName: '/apps/job' });
    const task = await run(LOGGED);
    const logStreamName = `task/app/${task.taskArn.split('/').at(-1)}`;
    const { events } = await call('logs', 'GetLogEvents', { logGroupName: '/apps/job', logStreamName });
    expect(events.map((event: { message: string }) => event.message)).toEqual(['hello, log']);
    expect(task).toMatchObject({ stopCode: 'EssentialContainerExited', containers: [{ exitCode: 0 }] });
  });

  it('fails to start when its log group does not exist', async () => {
    const { run } = await cluster();
    const task = await run(LOGGED);
    expect(task.stopCode).toBe('TaskFailedToStart');
    expect(task.stoppedReason).toMatch(
      /^ResourceInitializationError: failed to validate logger args: .*ResourceNotFoundException/,
    );
  });

  it('fails to start when a secret does not exist', async () => {
    const { run } = await cluster();
    const valueFrom = 'arn:aws:ssm:eu-west-1:111122223333:parameter/shop/password';
    const task = await run({ secrets: [{ name: 'PASSWORD', valueFrom }] });
    expect(task.stoppedReason).toMatch(/^ResourceInitializationError: unable to pull secrets .*invalid parameters:/);
  });

  it('fails to start where no route leads to the registry', async () => {
    const { run, subnets } = await cluster();
    const task = await run({}, { network: { subnets, assignPublicIp: 'DISABLED' } });
    expect(task.stopCode).toBe('TaskFailedToStart');
    expect(task.stoppedReason).toContain('There is a connection issue between the task and Amazon ECR');
  });

  it('of a public image ends well when it was given a command, because nobody knows what that does', async () => {
    const { run } = await cluster();
    const image = 'public.ecr.aws/docker/library/postgres:17';
    const task = await run({ image, entryPoint: ['sh', '-c'], command: ['psql --version'], portMappings: [] });
    expect(task).toMatchObject({ stopCode: 'EssentialContainerExited', containers: [{ exitCode: 0 }] });
    expect((await run({ image })).lastStatus).toBe('RUNNING');
  });

  it('pulls a public image over the internet alone', async () => {
    const { call, run, subnets } = await cluster();
    const { Subnets } = await call('ec2', 'DescribeSubnets', {});
    for (const service of ['ecr.api', 'ecr.dkr', 's3']) {
      const ServiceName = `com.amazonaws.eu-west-1.${service}`;
      await call('ec2', 'CreateVpcEndpoint', { VpcId: Subnets[0].VpcId, ServiceName });
    }
    const network = { subnets, assignPublicIp: 'DISABLED' };
    const task = await run({ image: 'public.ecr.aws/docker/library/postgres:17' }, { network });
    expect(task.stoppedReason).toContain('CannotPullContainerError');
    expect(task.stoppedReason).toContain('i/o timeout');
    expect((await run({}, { network })).stopCode).toBe('EssentialContainerExited');
  });

  it('is stopped by its user with the reason that the user gives', async () => {
    const { call, subnets, reference } = await cluster();
    await call('ecs', 'RegisterTaskDefinition', webTaskDefinition(reference, { family: 'job' }));
    const networkConfiguration = { awsvpcConfiguration: { subnets, assignPublicIp: 'ENABLED' } };
    const request = { cluster: 'dev', taskDefinition: 'job', launchType: 'FARGATE', networkConfiguration };
    const { tasks } = await call('ecs', 'RunTask', request);
    const { task } = await call('ecs', 'StopTask', { cluster: 'dev', task: tasks[0].taskArn, reason: 'enough' });
    expect(task).toMatchObject({ desiredStatus: 'STOPPED', stopCode: 'UserInitiated', stoppedReason: 'enough' });
  });
});

describe('task definitions', () => {
  it('refuse a pair of CPU and memory that Fargate has not', async () => {
    const { call, reference } = await cluster();
    const definition = { ...webTaskDefinition(reference), cpu: '256', memory: '4096' };
    await expect(call('ecs', 'RegisterTaskDefinition', definition)).rejects.toMatchObject({
      code: 'ClientException',
      message: 'No Fargate configuration exists for given values.',
    });
  });

  it('refuse an ECR image without an execution role', async () => {
    const { call, reference } = await cluster();
    const { executionRoleArn: _role, ...definition } = webTaskDefinition(reference);
    await expect(call('ecs', 'RegisterTaskDefinition', definition)).rejects.toMatchObject({
      message: 'Fargate requires task definition to have execution role ARN to support ECR images.',
    });
  });

  it('count revisions, and describe the latest active one by family', async () => {
    const { call, reference } = await cluster();
    for (let count = 0; count < 3; count++) await call('ecs', 'RegisterTaskDefinition', webTaskDefinition(reference));
    await call('ecs', 'DeregisterTaskDefinition', { taskDefinition: 'hello:3' });
    const { taskDefinition } = await call('ecs', 'DescribeTaskDefinition', { taskDefinition: 'hello' });
    expect(taskDefinition).toMatchObject({ revision: 2, status: 'ACTIVE' });
  });
});
