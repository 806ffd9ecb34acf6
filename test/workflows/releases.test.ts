import { DescribeServicesCommand, ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client, ModifyRuleCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, test } from 'vitest';
import type { OperationView } from '../../src/cli/operation-view.ts';
import type { Stage } from './harness.ts';
import { push } from './images.ts';
import { checkInvariants } from './invariants.ts';
import { ruleWeights } from './live-invariants.ts';
import { provideLive, QUICK } from './scenes.ts';
import { stageOfFile } from './stage-of-file.ts';
import { arrive, versionOf } from './users.ts';

let stage: Stage;

stageOfFile(
  async (opened) => {
    stage = opened;
  },
  { with: 'base-and-dev' },
);

const live = (name: string, release = {}) => provideLive(stage, `environments/dev/applications/${name}`, release);
const release = (application: string, tag: string) =>
  stage.succeed('POST', `/${application}/releases`, { image: `${application.split('/').at(-1)}:${tag}` });
const seconds = (operation: Pick<OperationView, 'createdAt' | 'endedAt'>) =>
  (Date.parse(operation.endedAt ?? '') - Date.parse(operation.createdAt)) / 1000;

test('two images in a row, and back again in seconds, without a request missed', () =>
  stage.drive(async () => {
    const there = await live('there');
    const users = await arrive(stage, there);
    const second = await release(there, '2');
    expect(await versionOf(stage, there)).toBe('version 2');
    const back = await stage.succeed('POST', `/${there}/rollback`, {});
    expect(await versionOf(stage, there)).toBe('version 1');
    expect(Object.keys(await users.leave()).sort()).toEqual(['version 1', 'version 2']);
    expect(second.result).toMatchObject({ release: 2, entry: 'place' });
    expect(back.result).toMatchObject({ release: 1, entry: 'shift' });
    expect(seconds(back)).toBeLessThan(15);
    await checkInvariants(stage);
    // There and back once more, by number.
    expect((await stage.succeed('POST', `/${there}/releases/2/toggle`, {})).result).toMatchObject({ release: 2 });
    expect(await versionOf(stage, there)).toBe('version 2');
    const already = await stage.succeed('POST', `/${there}/releases/2/toggle`, {});
    expect(already.result).toEqual({ changed: false });
    // Its very digest, with the settings that it has.
    const again = await release(there, '2');
    expect(again.result).toMatchObject({ changed: false, outcome: 'already live', release: 2 });
    expect(seconds(again)).toBeLessThan(15);
    expect((await stage.state.readScopeState(there))?.lastRelease).toBe(2);
    await checkInvariants(stage);
  }));

test('a release takes over at the size that autoscaling has brought the live one to', () =>
  stage.drive(async () => {
    const grown = await live('grown');
    await stage.succeed('PUT', `/${grown}`, { route: { path: '/grown/*' }, count: { min: 1, max: 4 }, release: QUICK });
    const ecs = new ECSClient(stage.aws);
    await ecs.send(new UpdateServiceCommand({ cluster: 'plinth-dev', service: 'grown-1', desiredCount: 3 }));
    await stage.sleep(120);
    await release(grown, '2');
    const described = new DescribeServicesCommand({ cluster: 'plinth-dev', services: ['grown-2'] });
    const { services = [] } = await ecs.send(described);
    expect(services).toMatchObject([{ desiredCount: 3, runningCount: 3 }]);
    await checkInvariants(stage);
  }));

test('a standby release is retired when its time is over, and a roll back places its digest again', () =>
  stage.drive(async () => {
    const again = await live('again', { keepStandbySeconds: 600 });
    await release(again, '2');
    await stage.sleep(1800);
    const { items } = await stage.state.listReleases(again);
    expect(items.map(({ number, status }) => [number, status])).toEqual([
      [2, 'live'],
      [1, 'retired'],
    ]);
    expect((await stage.state.readScopeState(`${again}/releases/1`))?.stacks).toEqual({});
    const toggled = await stage.run('POST', `/${again}/releases/1/toggle`, {});
    expect(toggled).toMatchObject({ status: 'failed', error: { code: 'ReleaseFailed' } });
    const users = await arrive(stage, again);
    const back = await stage.succeed('POST', `/${again}/rollback`, {});
    expect(back.result).toMatchObject({ release: 3, entry: 'place', digest: items[1]?.digest });
    expect(await versionOf(stage, again)).toBe('version 1');
    expect(Object.keys(await users.leave()).sort()).toEqual(['version 1', 'version 2']);
    await checkInvariants(stage);
  }));

test("an update of the application's own stack leaves live traffic where a toggle put it", () =>
  stage.drive(async () => {
    const steady = await live('steady');
    await release(steady, '2');
    expect(await versionOf(stage, steady)).toBe('version 2');
    const users = await arrive(stage, steady);
    const components = { service: { LogRetentionDays: 7 } };
    const spec = { route: { path: '/steady/*' }, components, release: QUICK };
    const changed = await stage.succeed('PUT', `/${steady}`, spec);
    expect(changed.steps).toMatchObject([{ name: 'service', action: 'update', status: 'succeeded' }]);
    await stage.sleep(60);
    expect(Object.keys(await users.leave())).toEqual(['version 2']);
    await checkInvariants(stage);
  }));

test('weights that were changed by hand are noticed, and put right by the next release', () =>
  stage.drive(async () => {
    const edited = await live('edited');
    const scopeState = (await stage.state.readScopeState(edited))!;
    const { ProductionRuleArns = '', TargetGroupOneArn, TargetGroupTwoArn } = scopeState.stacks.service?.outputs ?? {};
    const halves = [TargetGroupOneArn, TargetGroupTwoArn].map((TargetGroupArn) => ({ TargetGroupArn, Weight: 50 }));
    await new ElasticLoadBalancingV2Client(stage.aws).send(
      new ModifyRuleCommand({
        RuleArn: ProductionRuleArns.split(',')[0],
        Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups: halves } }],
      }),
    );
    expect(await ruleWeights(stage, scopeState)).toContainEqual({ one: 50, two: 50 });
    const { id } = await release(edited, '2');
    const { items } = (await stage.send('GET', `/operations/${id}/events?limit=100`)).body;
    const warnings = items.filter(({ level }: { level: string }) => level === 'warning');
    expect(warnings).toMatchObject([{ message: expect.stringContaining('50/50') }]);
    expect(await versionOf(stage, edited)).toBe('version 2');
    await checkInvariants(stage);
  }));

test('a canary gets its share first, and everything after it has been watched', () =>
  stage.drive(async () => {
    const canary = await live('canary', { strategy: 'canary', steps: [{ percent: 20, seconds: 300 }] });
    expect(await versionOf(stage, canary)).toBe('version 1');
    const users = await arrive(stage, canary);
    const operation = await release(canary, '2');
    expect(seconds(operation)).toBeGreaterThan(300);
    const seen = await users.leave();
    expect(Object.keys(seen).sort()).toEqual(['version 1', 'version 2']);
    expect(seen['version 2']).toBeGreaterThan(60);
    expect(seen['version 2']).toBeLessThan(240);
    await checkInvariants(stage);
  }));

test('a rolling release replaces its predecessor in the slot', () =>
  stage.drive(async () => {
    const rolling = await live('rolling', { strategy: 'rolling' });
    const users = await arrive(stage, rolling);
    const operation = await release(rolling, '2');
    expect(operation.result).toMatchObject({ release: 2 });
    expect(await versionOf(stage, rolling)).toBe('version 2');
    expect(Object.keys(await users.leave()).sort()).toEqual(['version 1', 'version 2']);
    await checkInvariants(stage);
  }));

test('a release that falls sick with users on it gives them back', () =>
  stage.drive(async () => {
    const weary = await live('weary', { bakeSeconds: 300 });
    await push(stage, 'weary', { tag: '3', behaviour: { 'exit-after-seconds': '120', 'exit-code': '9' } });
    const operation = await stage.run('POST', `/${weary}/releases`, { image: 'weary:3' });
    expect(operation).toMatchObject({ status: 'failed', error: { code: 'ReleaseFailed' } });
    expect(operation.error?.message).toContain('became unhealthy while serving traffic');
    expect(await versionOf(stage, weary)).toBe('version 1');
    await checkInvariants(stage);
  }));
