import { DescribeClustersCommand, DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import type { Stage } from '../../workflows/harness.ts';
import { checkInvariants } from '../../workflows/invariants.ts';
import { provideLive, QUICK } from '../../workflows/scenes.ts';
import { stageOfFile } from '../../workflows/stage-of-file.ts';

let stage: Stage;
const components = {
  egress: { Kind: 'gateway' },
  cluster: { ContainerInsights: 'enabled' },
  hosts: { SizeMin: 1, SizeMax: 3 },
  bastion: {},
  devops: {},
  monitoring: { Grafana: 'enabled' },
  dashboard: {},
};

stageOfFile(
  async (opened) => {
    stage = opened;
  },
  { with: 'base' },
);

async function providers(): Promise<readonly string[]> {
  const { clusters = [] } = await new ECSClient(stage.aws).send(
    new DescribeClustersCommand({ clusters: ['plinth-dev'] }),
  );
  return clusters[0]?.capacityProviders ?? [];
}

test('an environment gets machines for its cluster, hosts for operators, metrics and a dashboard', () =>
  stage.drive(async () => {
    await stage.succeed('PUT', '/environments/dev', { owner: 'team-a', components });
    expect(await providers()).toHaveLength(3);
    await checkInvariants(stage);
  }));

test('each of them is changed in place', () =>
  stage.drive(async () => {
    const changed = {
      ...components,
      hosts: { SizeMin: 1, SizeMax: 5 },
      bastion: { InstanceType: 't4g.micro' },
      devops: { InstanceType: 't4g.medium' },
      monitoring: { Grafana: 'disabled' },
    };
    const { steps } = await stage.succeed('PUT', '/environments/dev', { owner: 'team-a', components: changed });
    const updated = steps.filter(({ action }) => action === 'update').map(({ name }) => name);
    expect(updated.toSorted()).toEqual(expect.arrayContaining(['bastion', 'devops', 'hosts', 'monitoring']));
    await checkInvariants(stage);
  }));

test('tasks run on the machines where their application says so', () =>
  stage.drive(async () => {
    const hello = await provideLive(stage, 'environments/dev/applications/hello');
    const spec = { route: { path: '/hello/*' }, release: QUICK, components: { task: { RunsOn: 'hosts' } } };
    await stage.succeed('PUT', `/${hello}`, spec);
    await stage.succeed('POST', `/${hello}/releases`, { image: 'hello:2' });
    const { services = [] } = await new ECSClient(stage.aws).send(
      new DescribeServicesCommand({ cluster: 'plinth-dev', services: ['hello-2'] }),
    );
    expect(services[0]?.capacityProviderStrategy?.map(({ capacityProvider }) => capacityProvider)).toEqual([
      (await stage.state.readScopeState('environments/dev'))?.stacks.hosts?.outputs.HostsCapacityProvider,
    ]);
    await checkInvariants(stage);
    await stage.succeed('DELETE', `/${hello}`);
  }));

test('the cluster lets go of the machines before they go', () =>
  stage.drive(async () => {
    await stage.succeed('PUT', '/environments/dev', {
      owner: 'team-a',
      components: { egress: components.egress, bastion: {} },
    });
    expect(await providers()).toEqual(['FARGATE', 'FARGATE_SPOT']);
    const left = Object.keys((await stage.state.readScopeState('environments/dev'))?.stacks ?? {});
    expect(left.toSorted()).toEqual([
      'bastion',
      'cluster',
      'egress',
      'load-balancer',
      'load-balancer-alarms',
      'network',
    ]);
    await stage.succeed('DELETE', '/environments/dev');
    await checkInvariants(stage);
  }));
