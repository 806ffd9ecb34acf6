import { ApplicationAutoScalingClient, DescribeScalingPoliciesCommand } from '@aws-sdk/client-application-auto-scaling';
import { DescribeSecurityGroupsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { DescribeServicesCommand, ECSClient, type Service } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import type { Stage } from '../../workflows/harness.ts';
import { CRASHING, push } from '../../workflows/images.ts';
import { checkInvariants } from '../../workflows/invariants.ts';
import { outputsOf } from '../../workflows/stack-views.ts';
import { stageOfFile } from '../../workflows/stage-of-file.ts';

const pathOf = (name: string) => `environments/dev/applications/${name}`;

let stage: Stage;

stageOfFile(
  async (opened) => {
    stage = opened;
  },
  { with: 'base-and-dev' },
);

/** A worker with versions 1 and 2 pushed, and version 1 live. Answers its path. */
async function provideWorker(name: string, spec: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const path = pathOf(name);
  await stage.succeed('PUT', `/${path}`, { type: 'worker', release: { bakeSeconds: 0 }, ...spec });
  for (const tag of ['1', '2']) await push(stage, name, { tag });
  await stage.succeed('POST', `/${path}/releases`, { image: `${name}:1` });
  return path;
}

async function services(name: string, numbers: readonly number[]): Promise<readonly (Service | undefined)[]> {
  const wanted = numbers.map((number) => `${name}-${number}`);
  const command = new DescribeServicesCommand({ cluster: 'plinth-dev', services: wanted });
  const { services: found = [] } = await new ECSClient(stage.aws).send(command);
  return wanted.map((one) => found.find(({ serviceName, status }) => serviceName === one && status === 'ACTIVE'));
}

test('the new release of a worker starts beside the old one, which then leaves', () =>
  stage.drive(async () => {
    const mailer = await provideWorker('mailer', { release: { bakeSeconds: 60 } });
    const operation = await stage.accept('POST', `/${mailer}/releases`, { image: 'mailer:2' });
    let together = 0;
    let none = 0;
    while (!(await stage.operation(operation.id)).done) {
      const running = (await services('mailer', [1, 2])).map((service) => service?.runningCount ?? 0);
      if (running.every((count) => count > 0)) together++;
      if (running.every((count) => count === 0)) none++;
      await stage.sleep(5);
    }
    expect(await stage.operation(operation.id)).toMatchObject({ status: 'succeeded' });
    expect(together).toBeGreaterThan(0);
    expect(none).toBe(0);
    await stage.sleep(120);
    expect((await stage.state.readScopeState(mailer))?.live).toMatchObject({ release: 2, previousRelease: 1 });
    await checkInvariants(stage);
  }));

test('a worker that goes back to the release before places its digest again', () =>
  stage.drive(async () => {
    const mailer = pathOf('mailer');
    const operation = await stage.succeed('POST', `/${mailer}/releases/2/rollback`);
    expect(operation.result).toMatchObject({ release: 3, image: 'mailer:1', entry: 'place' });
    await checkInvariants(stage);
  }));

test('a worker is found by its name inside the network, and called where it says so', () =>
  stage.drive(async () => {
    const mailer = pathOf('mailer');
    const before = await outputsOf(stage, 'plinth--dev--mailer--worker');
    expect(await admitted(before.TaskSecurityGroup)).toEqual([]);
    const live = (await stage.state.readScopeState(mailer))?.live?.release;
    const task = (await stage.state.readScopeState(`${mailer}/releases/${live}`))?.stacks['worker-task'];
    expect(before.WorkerNameArn).toMatch(/^arn:aws:servicediscovery:eu-west-1:\d{12}:service\/srv-/);
    expect(task?.parameters.WorkerNameArn).toBe(before.WorkerNameArn);
    const components = { worker: { Callers: 'members' } };
    await stage.succeed('PUT', `/${mailer}`, { type: 'worker', port: 9000, components, release: { bakeSeconds: 0 } });
    const { MemberSecurityGroup } = await outputsOf(stage, 'plinth--dev--network');
    expect(await admitted(before.TaskSecurityGroup)).toEqual([[9000, MemberSecurityGroup]]);
    await checkInvariants(stage);
  }));

/** Which ports a group opens to which groups. */
async function admitted(group = ''): Promise<unknown> {
  const command = new DescribeSecurityGroupsCommand({ GroupIds: [group] });
  const { SecurityGroups = [] } = await new EC2Client(stage.aws).send(command);
  const permissions = SecurityGroups.flatMap(({ IpPermissions = [] }) => IpPermissions);
  return permissions.flatMap(({ FromPort, UserIdGroupPairs = [] }) =>
    UserIdGroupPairs.map(({ GroupId }) => [FromPort, GroupId]),
  );
}

test('a worker that must never run twice stops first', () =>
  stage.drive(async () => {
    const sorter = await provideWorker('sorter', { release: { bakeSeconds: 0, strategy: 'recreate' } });
    const operation = await stage.accept('POST', `/${sorter}/releases`, { image: 'sorter:2' });
    let together = 0;
    while (!(await stage.operation(operation.id)).done) {
      const running = (await services('sorter', [1, 2])).map((service) => service?.runningCount ?? 0);
      if (running.every((count) => count > 0)) together++;
      await stage.sleep(2);
    }
    expect(await stage.operation(operation.id)).toMatchObject({ status: 'succeeded' });
    expect(together).toBe(0);
    await checkInvariants(stage);
  }));

test('a worker that cannot start fails, says why, and the old one works on', () =>
  stage.drive(async () => {
    const broken = await provideWorker('broken');
    await push(stage, 'broken', { tag: 'bad', behaviour: CRASHING });
    const operation = await stage.run('POST', `/${broken}/releases`, { image: 'broken:bad' });
    expect(operation).toMatchObject({ status: 'failed', error: { code: 'ReleaseFailed' } });
    expect(operation.error?.message).toContain('2 tasks stopped');
    expect(operation.error?.evidence?.join('\n')).toContain('hello: cannot start: the setting DATABASE_URL is missing');
    await checkInvariants(stage);
    await stage.succeed('POST', `/${broken}/releases`, { image: 'broken:2' });
    await stage.succeed('POST', `/${broken}/releases`, { image: 'broken:1' });
    await stage.sleep(120);
    // What failed was deleted once, and is in nobody's way any more.
    const last = await stage.succeed('POST', `/${broken}/releases`, { image: 'broken:2' });
    const plan = (await stage.state.readDocument(last.id, 'plan')) as { stacks: { stackKey: string }[] };
    expect(plan.stacks.map(({ stackKey }) => stackKey)).toEqual(['worker-task', 'worker-task-4']);
    await checkInvariants(stage);
  }));

test('a worker may wait for a person, after its migration', () =>
  stage.drive(async () => {
    const release = { approval: true, migrate: { command: ['node', 'migrate.js'] }, bakeSeconds: 0 };
    const asked = pathOf('asked');
    await stage.succeed('PUT', `/${asked}`, { type: 'worker', release });
    await push(stage, 'asked', { tag: '1', behaviour: { 'exit-after-seconds': '600' } });
    const waiting = await stage.run('POST', `/${asked}/releases`, { image: 'asked:1' });
    expect(waiting.error).toBeNull();
    expect(waiting.status).toBe('waiting');
    expect(waiting.steps.map(({ name, status }) => `${name} ${status}`)).toContain('migrate succeeded');
    await stage.send('POST', `/${asked}/releases/1/approval`, { body: { approved: true } });
    expect((await stage.ended(waiting.id)).error).toBeNull();
    await checkInvariants(stage);
  }));

test('a worker with a queue is scaled by what waits there for each task', () =>
  stage.drive(async () => {
    const queued = await provideWorker('queued', {
      components: { queue: {}, 'worker-task': { MessagesPerTask: 25 } },
      count: { min: 0, max: 5 },
      release: { bakeSeconds: 60 },
    });
    const command = new DescribeScalingPoliciesCommand({
      ServiceNamespace: 'ecs',
      ResourceId: 'service/plinth-dev/queued-1',
    });
    const { ScalingPolicies = [] } = await new ApplicationAutoScalingClient(stage.aws).send(command);
    const byQueue = ScalingPolicies.find(({ PolicyName }) => PolicyName === 'queued-1-queue');
    const { TargetValue, CustomizedMetricSpecification } = byQueue?.TargetTrackingScalingPolicyConfiguration ?? {};
    expect(TargetValue).toBe(25);
    const scopeState = await stage.state.readScopeState(queued);
    expect(CustomizedMetricSpecification?.Metrics?.[0]?.MetricStat?.Metric?.Dimensions).toEqual([
      { Name: 'QueueName', Value: scopeState?.stacks.queue?.outputs.QueueName },
    ]);
    expect(CustomizedMetricSpecification?.Metrics?.[2]?.Expression).toBe('waiting / FILL(running, 1)');
    await checkInvariants(stage);
  }));

test('an application keeps its type while something of it is live', () =>
  stage.drive(async () => {
    const answer = await stage.send('PUT', `/${pathOf('sorter')}`, { body: { type: 'web' } });
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toMatchObject([{ pointer: '/type' }]);
  }));
