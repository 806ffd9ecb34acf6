import { describe, expect, it } from 'vitest';
import { pushImage } from './push-image.ts';
import { untilRollout, webService, webStage, webTaskDefinition, weightedForward } from './web-stage.ts';

describe('an ECS service on modelled tasks', () => {
  it('becomes steady with healthy targets and serves requests through the load balancer', async () => {
    const stage = await webStage();
    const { reference, digest } = await pushImage(stage.kernel, { repository: 'hello', tag: '1' });
    await stage.call('ecs', 'RegisterTaskDefinition', webTaskDefinition(reference));
    await stage.call('ecs', 'CreateService', webService(stage));
    const service = await untilRollout(stage, 'COMPLETED');
    expect(service).toMatchObject({ runningCount: 2, pendingCount: 0, deployments: [{ status: 'PRIMARY' }] });
    expect(service.events[0].message).toBe('(service hello) has reached a steady state.');
    expect(await stage.get('/any')).toMatchObject({ status: 200, text: JSON.stringify({ image: reference }) });
    const { taskArns } = await stage.call('ecs', 'ListTasks', { cluster: 'dev', serviceName: 'hello' });
    const { tasks } = await stage.call('ecs', 'DescribeTasks', { cluster: 'dev', tasks: taskArns });
    expect(tasks[0]).toMatchObject({
      lastStatus: 'RUNNING',
      containers: [{ imageDigest: digest, lastStatus: 'RUNNING' }],
    });
  });

  it('replaces tasks by a rolling update without a moment below the desired count', async () => {
    const stage = await webStage();
    const one = await pushImage(stage.kernel, { repository: 'hello', tag: '1' });
    const two = await pushImage(stage.kernel, { repository: 'hello', tag: '2', labels: { version: '2' } });
    await stage.call('ecs', 'RegisterTaskDefinition', webTaskDefinition(one.reference));
    await stage.call('ecs', 'CreateService', webService(stage));
    await untilRollout(stage, 'COMPLETED');
    await stage.call('ecs', 'RegisterTaskDefinition', webTaskDefinition(two.reference));
    await stage.call('ecs', 'UpdateService', { cluster: 'dev', service: 'hello', taskDefinition: 'hello' });
    for (let second = 0; second < 180; second++) {
      const { services } = await stage.call('ecs', 'DescribeServices', { cluster: 'dev', services: ['hello'] });
      expect(services[0].runningCount).toBeGreaterThanOrEqual(2);
      expect((await stage.get('/')).status).toBe(200);
      await stage.kernel.clock.drive(stage.kernel.clock.sleep(1));
    }
    const service = await untilRollout(stage, 'COMPLETED');
    expect(service.deployments).toHaveLength(1);
    expect((await stage.get('/')).text).toContain('hello:2');
  });

  it('takes capacity only from providers of its cluster', async () => {
    const stage = await webStage();
    const { reference } = await pushImage(stage.kernel, { repository: 'hello', tag: '1' });
    await stage.call('ecs', 'RegisterTaskDefinition', webTaskDefinition(reference));
    const { launchType: _, ...service } = webService(stage);
    const capacityProviderStrategy = [{ capacityProvider: 'machines', weight: 1 }];
    const asked = stage.call('ecs', 'CreateService', { ...service, capacityProviderStrategy });
    await expect(asked).rejects.toThrow(/not associated with the cluster: machines/);
  });

  it('moves traffic to the other target group by weights', async () => {
    const stage = await webStage();
    const { reference } = await pushImage(stage.kernel, { repository: 'hello', tag: '1' });
    for (const slot of ['one', 'two'] as const) {
      const container = { environment: [{ name: 'VERSION', value: slot }] };
      await stage.call('ecs', 'RegisterTaskDefinition', webTaskDefinition(reference, { family: slot, container }));
      const loadBalancers = [{ targetGroupArn: stage.targetGroups[slot], containerName: 'app', containerPort: 8080 }];
      await stage.call(
        'ecs',
        'CreateService',
        webService(stage, { serviceName: slot, taskDefinition: slot, loadBalancers }),
      );
      await untilRollout(stage, 'COMPLETED', slot);
    }
    expect((await stage.get('/')).text).toContain('"version":"one"');
    const Actions = [weightedForward(stage.targetGroups, 0, 100)];
    await stage.call('elasticloadbalancing', 'ModifyRule', { RuleArn: stage.ruleArn, Actions });
    await stage.kernel.clock.drive(stage.kernel.clock.sleep(60));
    const answers = await Promise.all(Array.from({ length: 20 }, () => stage.get('/')));
    expect(new Set(answers.map(({ text }) => JSON.parse(text).version))).toEqual(new Set(['two']));
  });

  it('reports an image that does not exist, and throttles the tasks that try it', async () => {
    const stage = await webStage();
    const missing = '111122223333.dkr.ecr.eu-west-1.amazonaws.com/hello:9';
    await stage.call('ecs', 'RegisterTaskDefinition', webTaskDefinition(missing));
    await stage.call('ecs', 'CreateService', webService(stage, { desiredCount: 1 }));
    await stage.kernel.clock.drive(stage.kernel.clock.sleep(3600));
    const { taskArns } = await stage.call('ecs', 'ListTasks', { cluster: 'dev', desiredStatus: 'STOPPED' });
    const { tasks } = await stage.call('ecs', 'DescribeTasks', { cluster: 'dev', tasks: taskArns });
    expect(tasks[0]).toMatchObject({ stopCode: 'TaskFailedToStart', lastStatus: 'STOPPED' });
    expect(tasks[0].stoppedReason).toBe(
      `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${missing}: ${missing}: not found`,
    );
    expect(tasks.length).toBeLessThan(15);
    const names = stage.events.map(({ detail }) => detail.eventName);
    expect(names).toContain('SERVICE_TASK_START_IMPAIRED');
  });

  it('rolls back when the circuit breaker sees three tasks fail their health checks', async () => {
    const stage = await webStage();
    const good = await pushImage(stage.kernel, { repository: 'hello', tag: '1' });
    const bad = await pushImage(stage.kernel, {
      repository: 'hello',
      tag: '2',
      labels: { 'cloud.model.health-status': '500' },
    });
    await stage.call('ecs', 'RegisterTaskDefinition', webTaskDefinition(good.reference));
    const deploymentConfiguration = { deploymentCircuitBreaker: { enable: true, rollback: true } };
    await stage.call('ecs', 'CreateService', webService(stage, { deploymentConfiguration }));
    await untilRollout(stage, 'COMPLETED');
    await stage.call('ecs', 'RegisterTaskDefinition', webTaskDefinition(bad.reference));
    await stage.call('ecs', 'UpdateService', { cluster: 'dev', service: 'hello', taskDefinition: 'hello:2' });
    await stage.kernel.clock.drive(stage.kernel.clock.sleep(1200));
    const service = await untilRollout(stage, 'COMPLETED');
    expect(service.taskDefinition).toMatch(/hello:1$/);
    expect(service.deployments[0].rolloutStateReason).toMatch(
      /^ECS deployment circuit breaker: rollback to deploymentId/,
    );
    const failed = stage.events.find(({ detail }) => detail.eventName === 'SERVICE_DEPLOYMENT_FAILED');
    expect(failed).toMatchObject({
      source: 'aws.ecs',
      detailType: 'ECS Deployment State Change',
      detail: { eventType: 'ERROR', reason: 'ECS deployment circuit breaker: tasks failed to start.' },
    });
    const stopped = stage.events.filter(({ detail }) =>
      String(detail.stoppedReason).startsWith('Task failed ELB health checks in (target-group arn:'),
    );
    expect(stopped.length).toBeGreaterThan(0);
    expect((await stage.get('/')).status).toBe(200);
  });

  it('tells of a crash in the task state change event, in the order of its versions', async () => {
    const stage = await webStage();
    const labels = { 'cloud.model.exit-after-seconds': '30', 'cloud.model.exit-code': '3' };
    const { reference } = await pushImage(stage.kernel, { repository: 'hello', tag: '1', labels });
    await stage.call('ecs', 'RegisterTaskDefinition', webTaskDefinition(reference));
    const networkConfiguration = { awsvpcConfiguration: { subnets: stage.subnets, assignPublicIp: 'ENABLED' } };
    const { tasks } = await stage.call('ecs', 'RunTask', {
      cluster: 'dev',
      taskDefinition: 'hello',
      launchType: 'FARGATE',
      networkConfiguration,
    });
    await stage.kernel.clock.drive(stage.kernel.clock.sleep(600));
    const changes = stage.events.filter(
      ({ detailType, resources }) => detailType === 'ECS Task State Change' && resources[0] === tasks[0].taskArn,
    );
    expect(changes.map(({ detail }) => detail.lastStatus)).toEqual([
      'PROVISIONING',
      'PENDING',
      'ACTIVATING',
      'RUNNING',
      'DEACTIVATING',
      'STOPPING',
      'DEPROVISIONING',
      'STOPPED',
    ]);
    expect(changes.map(({ detail }) => detail.version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(changes.at(-1)!.detail).toMatchObject({
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      desiredStatus: 'STOPPED',
      group: 'family:hello',
      containers: [{ name: 'app', exitCode: 3, lastStatus: 'STOPPED' }],
    });
  });
});
