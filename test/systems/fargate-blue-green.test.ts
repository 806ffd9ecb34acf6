import { DescribeTaskDefinitionCommand, ECSClient } from '@aws-sdk/client-ecs';
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import type { Stage } from '../workflows/harness.ts';
import { push } from '../workflows/images.ts';
import { checkInvariants } from '../workflows/invariants.ts';
import { ingressOf } from './ingress-of.ts';
import { change, minutesOf, openSystem, promoteInto, releaseInto, testRetirement } from './system.ts';

const system = openSystem('fargate-blue-green');
const DEV = 'environments/dev/applications/hello';
const TEST = 'environments/test/applications/hello';

/** What the original took, with a database in each environment: to be set up, from a push to production, and to be torn down. */
const original = { setUpMinutes: 24, pushMinutes: 6, tearDownMinutes: 29 };
/** The original watched nothing after the push. */
const bakeMinutes = 1;

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

test('the system stands with its first release in both environments before the original did', () =>
  system.drive(async (stage) => {
    const released = await minutesOf(stage, async () => {
      await releaseInto(stage, DEV);
      await promoteInto(stage, TEST, { from: 'environments/dev' });
    });
    expect((await stage.send('GET', `/${DEV}`)).body.live).toMatchObject({ release: 1 });
    expect(system.setUpMinutes() + released).toBeLessThan(original.setUpMinutes);
  }));

test('test has the very image of dev, and its test port shows the other slot', () =>
  system.drive(async (stage) => {
    const digests = await Promise.all(
      [DEV, TEST].map(async (path) => (await stage.send('GET', `/${path}/releases/1`)).body.digest),
    );
    expect(digests[0]).toMatch(/^sha256:/);
    expect(digests[1]).toBe(digests[0]);
    expect((await weights(stage, 80)).map((weight) => 100 - (weight ?? 0))).toEqual(await weights(stage, 8080));
    await checkInvariants(stage);
  }));

test('a push replaces the release of dev in its slot and is toggled in test sooner than in the original', () =>
  system.drive(async (stage) => {
    const before = (await stage.send('GET', `/${DEV}`)).body.live;
    const pushed = await minutesOf(stage, async () => {
      await push(stage, 'hello', { tag: '2' });
      await stage.succeed('POST', `/${DEV}/releases`, { image: 'hello:2' });
      await promoteInto(stage, TEST, { from: 'environments/dev', number: 2 });
    });
    expect(pushed - bakeMinutes).toBeLessThan(original.pushMinutes);
    expect((await stage.send('GET', `/${DEV}`)).body.live).toMatchObject({ release: 2, slot: before.slot });
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
      'service-route': 'update',
      'error-alarm': 'update',
    });
  }));

testRetirement(
  system,
  [
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
  ],
  { tearDownMinutesMax: original.tearDownMinutes },
);
