import { DescribeTaskDefinitionCommand, ECSClient } from '@aws-sdk/client-ecs';
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import type { Stage } from '../harness.ts';
import { checkInvariants } from '../invariants.ts';
import { ingressOf } from './ingress-of.ts';
import { change, openSystem, promoteInto, releaseInto, testRetirement } from './system.ts';

const system = openSystem('fargate-blue-green');
const DEV = 'environments/dev/applications/hello';
const TEST = 'environments/test/applications/hello';

/** Weights of slots one and two behind a port of the load balancer. */
async function weights(stage: Stage, port: number): Promise<readonly (number | undefined)[]> {
  const balancers = new ElasticLoadBalancingV2Client(stage.aws);
  const { LoadBalancers = [] } = await balancers.send(new DescribeLoadBalancersCommand({ Names: ['plinth-test'] }));
  const { Listeners = [] } = await balancers.send(
    new DescribeListenersCommand({ LoadBalancerArn: LoadBalancers[0]?.LoadBalancerArn }),
  );
  const ListenerArn = Listeners.find(({ Port }) => Port === port)?.ListenerArn;
  const { Rules = [] } = await balancers.send(new DescribeRulesCommand({ ListenerArn }));
  const [action] = Rules.find(({ IsDefault }) => !IsDefault)?.Actions ?? [];
  return action?.ForwardConfig?.TargetGroups?.map(({ Weight }) => Weight) ?? [];
}

test('in dev a release replaces the one before it in its slot: no green in dev', () =>
  system.drive(async (stage) => {
    await releaseInto(stage, DEV);
    const { body } = await stage.send('GET', `/${DEV}`);
    expect(body.live).toMatchObject({ release: 1 });
  }));

test('test gets the very image of dev, tries it on the other port, and toggles after the approval', () =>
  system.drive(async (stage) => {
    await promoteInto(stage, TEST, 'environments/dev');
    const digests = await Promise.all(
      [DEV, TEST].map(async (path) => (await stage.send('GET', `/${path}/releases/1`)).body.digest),
    );
    expect(digests[0]).toMatch(/^sha256:/);
    expect(digests[1]).toBe(digests[0]);
    expect((await weights(stage, 80)).map((weight) => 100 - (weight ?? 0))).toEqual(await weights(stage, 8080));
    await checkInvariants(stage);
  }));

test('the password is in no text, and the database admits its clients on 3306 alone', () =>
  system.drive(async (stage) => {
    const { taskDefinition } = await new ECSClient(stage.aws).send(
      new DescribeTaskDefinitionCommand({ taskDefinition: 'plinth--test--hello' }),
    );
    const [container] = taskDefinition?.containerDefinitions ?? [];
    const names = container?.environment?.map(({ name }) => name) ?? [];
    expect(names).toEqual(expect.arrayContaining(['SPRING_PROFILES_ACTIVE', 'MYSQL_HOST', 'MYSQL_PORT']));
    expect(container?.secrets?.map(({ name }) => name)).toContain('MYSQL_PASSWORD');
    expect(names).not.toContain('MYSQL_PASSWORD');
    expect(taskDefinition).toMatchObject({ cpu: '1024', memory: '2048' });
    expect(await ingressOf(stage, 'plinth--test--mysql')).toEqual([{ from: 3306, to: 3306, sources: ['group'] }]);
  }));

test('test answers below a path: its rules and alarms change, and its release stays', () =>
  system.drive(async (stage) => {
    const spec = { route: { path: '/hello/*' } };
    expect(await change(stage, system, { scope: TEST, spec })).toEqual({
      service: 'update',
      'error-alarm': 'update',
    });
  }));

testRetirement(system, [
  'base--alerts',
  'base--artifacts',
  'base--buckets',
  'base--hello--repository',
  'base--keys',
  'base--logs',
  'base--source',
  'dev--mysql',
  'dev--network',
  'test--mysql',
  'test--network',
]);
