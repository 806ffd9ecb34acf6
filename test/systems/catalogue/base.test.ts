import { expect, test } from 'vitest';
import type { Stage } from '../../workflows/harness.ts';
import { checkInvariants } from '../../workflows/invariants.ts';
import { inventory } from '../../workflows/inventory.ts';
import { stageOfFile } from '../../workflows/stage-of-file.ts';

const components = {
  trail: {},
  artifacts: {},
  source: { Kind: 'codecommit' },
  'build-images': {},
  github: { Subjects: ['repo:example/shop:ref:refs/heads/main'] },
  budget: { MonthlyDollars: 500 },
  registry: { ReplicaRegion: 'eu-central-1', PublicCache: true },
  repository: { PullAccounts: ['222233334444'] },
  alerts: { Mail: 'platform@example.com' },
};

let stage: Stage;
let before: unknown;

stageOfFile(async (opened) => {
  stage = opened;
  before = await inventory(stage);
});

test('a base has everything that is asked for, and the parts that it always has', () =>
  stage.drive(async () => {
    await stage.succeed('PUT', '/base', { applications: ['shop'], components });
    const scopeState = await stage.state.readScopeState('base');
    const { repository: _, ...named } = components;
    expect(Object.keys(scopeState?.stacks ?? {}).toSorted()).toEqual(
      [...new Set(['keys', 'logs', 'buckets', 'alerts', ...Object.keys(named)])].toSorted(),
    );
    const { stacks } = (await stage.send('GET', '/base')).body;
    expect(stacks['repository-shop']).toMatchObject({ stackName: 'plinth--base--shop--repository', data: true });
    await checkInvariants(stage);
  }));

test('a parameter of each is changed in place, and data is neither replaced nor lost', () =>
  stage.drive(async () => {
    const ids = Object.entries((await stage.state.readScopeState('base'))?.stacks ?? {}).map(([name, { stackId }]) => [
      name,
      stackId,
    ]);
    const changed = {
      ...components,
      trail: { RetentionDays: 90 },
      artifacts: { ArtifactDays: 30 },
      'build-images': { Schedule: 'rate(14 days)' },
      github: { Subjects: ['repo:example/shop:ref:refs/heads/main', 'repo:example/web:environment:production'] },
      budget: { MonthlyDollars: 800 },
      registry: { ReplicaRegion: 'eu-central-1' },
      repository: { ImagesKept: 50 },
      alerts: { Mail: 'other@example.com' },
    };
    const { steps } = await stage.succeed('PUT', '/base', { applications: ['shop'], components: changed });
    const updated = steps.filter(({ action }) => action === 'update').map(({ name }) => name);
    expect(updated.toSorted()).toEqual([
      'alerts',
      'artifacts',
      'budget',
      'build-images',
      'github',
      'registry',
      'repository-shop',
      'trail',
    ]);
    const now = await stage.state.readScopeState('base');
    expect(Object.entries(now?.stacks ?? {}).map(([name, { stackId }]) => [name, stackId])).toEqual(ids);
    await checkInvariants(stage);
  }));

test('what is no longer asked for goes, and data stays', () =>
  stage.drive(async () => {
    await stage.succeed('PUT', '/base', { applications: ['shop'], components: { trail: {} } });
    const left = Object.keys((await stage.state.readScopeState('base'))?.stacks ?? {});
    for (const gone of ['github', 'budget', 'registry']) expect(left).not.toContain(gone);
    expect(left).toEqual(expect.arrayContaining(['trail', 'artifacts', 'source']));
    await checkInvariants(stage);
  }));

test('with its data it goes for good', () =>
  stage.drive(async () => {
    await stage.succeed('DELETE', '/base?data=delete&confirm=base');
    await checkInvariants(stage);
    expect(await inventory(stage)).toEqual(before);
  }));
