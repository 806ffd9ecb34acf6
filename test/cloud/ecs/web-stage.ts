import { createKernel, type KernelOptions, type RunningKernel } from '../../../src/cloud/kernel/kernel.ts';
import type { AccountRegion, CloudEvent } from '../../../src/cloud/kernel/service.ts';
import { ec2 } from '../../../src/cloud/services/ec2/index.ts';
import { ecr } from '../../../src/cloud/services/ecr/index.ts';
import { ecs } from '../../../src/cloud/services/ecs/index.ts';
import { elbv2 } from '../../../src/cloud/services/elbv2/index.ts';

/** A kernel with a cluster and an active load balancer that has two target groups behind one rule. */
export interface WebStage {
  readonly kernel: RunningKernel;
  readonly place: AccountRegion;
  readonly events: (CloudEvent & { readonly atSeconds: number })[];
  readonly subnets: string[];
  readonly dnsName: string;
  readonly listenerArn: string;
  readonly ruleArn: string;
  readonly targetGroups: { readonly one: string; readonly two: string };
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers by their AWS names.
  call(service: string, operation: string, input: object): Promise<any>;
  get(path: string): Promise<{ status: number; text: string }>;
}

export async function webStage(options: KernelOptions = { clock: 'virtual' }): Promise<WebStage> {
  const kernel = createKernel({ seed: 1, ...options }, [ec2, ecr, ecs, elbv2], []);
  const place = { account: kernel.defaultAccount, region: kernel.defaultRegion };
  const startedMs = kernel.clock.now();
  const events: WebStage['events'] = [];
  kernel.onPublish((event) => events.push({ ...event, atSeconds: (kernel.clock.now() - startedMs) / 1000 }));
  // biome-ignore lint/suspicious/noExplicitAny: see WebStage.
  const call = (service: string, operation: string, input: object): Promise<any> =>
    kernel.clock.drive(kernel.invoke(service, operation, input, place));
  const { Subnets } = await call('ec2', 'DescribeSubnets', {});
  const subnets = Subnets.map((subnet: { SubnetId: string }) => subnet.SubnetId);
  const VpcId = Subnets[0].VpcId;
  const created = await call('elasticloadbalancing', 'CreateLoadBalancer', { Name: 'shared', Subnets: subnets });
  const { LoadBalancerArn, DNSName } = created.LoadBalancers[0];
  const group = async (Name: string): Promise<string> => {
    const health = { HealthCheckIntervalSeconds: 5, HealthCheckTimeoutSeconds: 2, HealthyThresholdCount: 2 };
    const input = { Name, Protocol: 'HTTP', Port: 8080, VpcId, TargetType: 'ip', ...health };
    const { TargetGroupArn } = (await call('elasticloadbalancing', 'CreateTargetGroup', input)).TargetGroups[0];
    const Attributes = [{ Key: 'deregistration_delay.timeout_seconds', Value: '10' }];
    await call('elasticloadbalancing', 'ModifyTargetGroupAttributes', { TargetGroupArn, Attributes });
    return TargetGroupArn;
  };
  const targetGroups = { one: await group('slot-one'), two: await group('slot-two') };
  for (let state = 'provisioning'; state !== 'active'; ) {
    await kernel.clock.drive(kernel.clock.sleep(5));
    const { LoadBalancers } = await call('elasticloadbalancing', 'DescribeLoadBalancers', { Names: ['shared'] });
    state = LoadBalancers[0].State.Code;
  }
  const listener = await call('elasticloadbalancing', 'CreateListener', {
    LoadBalancerArn,
    Port: 80,
    Protocol: 'HTTP',
    DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404', MessageBody: 'nobody' } }],
  });
  const listenerArn = listener.Listeners[0].ListenerArn;
  const rule = await call('elasticloadbalancing', 'CreateRule', {
    ListenerArn: listenerArn,
    Priority: 1,
    Conditions: [{ Field: 'path-pattern', Values: ['/*'] }],
    Actions: [weightedForward(targetGroups, 100, 0)],
  });
  await call('ecs', 'CreateCluster', { clusterName: 'dev' });
  const get = async (path: string) => {
    const request = { method: 'GET', url: `http://${DNSName}${path}`, headers: {}, body: new Uint8Array() };
    const response = await kernel.clock.drive(kernel.network.fetch(request));
    return { status: response.status, text: Buffer.from(response.body).toString() };
  };
  const ruleArn = rule.Rules[0].RuleArn;
  return { kernel, place, events, subnets, dnsName: DNSName, listenerArn, ruleArn, targetGroups, call, get };
}

export function weightedForward(groups: { one: string; two: string }, one: number, two: number) {
  return {
    Type: 'forward',
    ForwardConfig: {
      TargetGroups: [
        { TargetGroupArn: groups.one, Weight: one },
        { TargetGroupArn: groups.two, Weight: two },
      ],
    },
  };
}

/** Registers a one-container Fargate task definition that serves on 8080. */
export function webTaskDefinition(image: string, more: { family?: string; container?: object } = {}) {
  return {
    family: more.family ?? 'hello',
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    cpu: '256',
    memory: '512',
    executionRoleArn: 'arn:aws:iam::111122223333:role/execution',
    containerDefinitions: [{ name: 'app', image, portMappings: [{ containerPort: 8080 }], ...more.container }],
  };
}

export function webService(stage: WebStage, more: object = {}) {
  return {
    cluster: 'dev',
    serviceName: 'hello',
    taskDefinition: 'hello',
    desiredCount: 2,
    launchType: 'FARGATE',
    networkConfiguration: { awsvpcConfiguration: { subnets: stage.subnets, assignPublicIp: 'ENABLED' } },
    loadBalancers: [{ targetGroupArn: stage.targetGroups.one, containerName: 'app', containerPort: 8080 }],
    healthCheckGracePeriodSeconds: 30,
    ...more,
  };
}

/** Lets time pass until the service's primary deployment is in the state, and answers the service. */
export async function untilRollout(stage: WebStage, state: string, service = 'hello') {
  for (let tries = 0; tries < 2000; tries++) {
    const { services } = await stage.call('ecs', 'DescribeServices', { cluster: 'dev', services: [service] });
    if (services[0].deployments[0].rolloutState === state) return services[0];
    await stage.kernel.clock.drive(stage.kernel.clock.sleep(1));
  }
  throw new Error(`the deployment is not ${state}`);
}
