import { describe, expect, test } from 'vitest';
import type { OperationView } from '../../src/cli/operation-view.ts';
import { stopExecution } from './faults.ts';
import type { Stage } from './harness.ts';
import { push } from './images.ts';
import { checkInvariants } from './invariants.ts';
import { openCatalog, type Product } from './products.ts';
import { provideApplication, provideEnvironment, provideLive } from './scenes.ts';
import { stageOfFile } from './stage-of-file.ts';
import { versionOf } from './users.ts';

let stage: Stage;
let catalog: Product;

stageOfFile(
  async (opened) => {
    stage = opened;
    catalog = await openCatalog(stage);
  },
  { with: 'base-and-dev' },
);

async function operationsOf(scope: string): Promise<readonly OperationView[]> {
  return (await stage.send('GET', `/operations?scope=${scope}`)).body.items;
}

const releasesOf = async (application: string) =>
  (await operationsOf(application)).filter(({ kind }) => kind === 'release');

describe('a push', () => {
  test('of a tag that an application waits for releases its digest, once; of another tag nothing', () =>
    stage.drive(async () => {
      const pushed = 'environments/dev/applications/pushed';
      await provideApplication(stage, pushed, { images: { tags: 'main-*' } });
      await push(stage, 'pushed', { tag: 'feature-1', version: '1' });
      const digest = await push(stage, 'pushed', { tag: 'main-1', version: '2' });
      await stage.sleep(30);
      const releases = await releasesOf(pushed);
      expect(releases).toMatchObject([{ trigger: 'image-pushed' }]);
      const { status, result } = await stage.ended(releases[0]!.id);
      expect({ status, result }).toMatchObject({ status: 'succeeded', result: { digest } });
      expect(await versionOf(stage, pushed)).toBe('version 2');
      await checkInvariants(stage);
    }));
});

test('a promotion releases the very digest that is live elsewhere', () =>
  stage.drive(async () => {
    const source = await provideLive(stage, 'environments/dev/applications/promoted');
    await provideEnvironment(stage, 'test');
    const target = await provideApplication(stage, 'environments/test/applications/promoted');
    const { result } = await stage.succeed('POST', `/${target}/releases`, { from: 'environments/dev' });
    const live = (await stage.send('GET', `/${source}`)).body.live;
    expect(result).toMatchObject({ digest: live.digest, release: 1 });
    expect(await versionOf(stage, target)).toBe('version 1');
    await checkInvariants(stage);
    await stage.succeed('DELETE', `/${target}`);
    await stage.succeed('DELETE', '/environments/test');
  }));

describe('a product of Service Catalog', () => {
  test('is provisioned, updated and terminated, and answered once each time', () =>
    stage.drive(async () => {
      const provisioned = await catalog.provision('shelf', { Environment: 'shelf', Owner: 'team-a' });
      expect(await catalog.ended(provisioned)).toMatchObject({ Status: 'SUCCEEDED' });
      expect((await stage.send('GET', '/environments/shelf')).body).toMatchObject({
        status: 'ready',
        spec: { owner: 'team-a' },
      });
      const updated = await catalog.update('shelf', { Environment: 'shelf', Owner: 'team-b' });
      expect(await catalog.ended(updated)).toMatchObject({ Status: 'SUCCEEDED' });
      expect((await stage.send('GET', '/environments/shelf')).body.spec.owner).toBe('team-b');
      const terminated = await catalog.terminate('shelf');
      expect(await catalog.ended(terminated)).toMatchObject({ Status: 'SUCCEEDED' });
      expect((await stage.send('GET', '/environments/shelf')).body.status).toBe('retired');
      expect(await catalog.unanswered()).toEqual({ messages: 0, dead: 0 });
      expect((await operationsOf('environments/shelf')).map(({ kind }) => kind)).toEqual([
        'retire',
        'provision',
        'provision',
      ]);
      await checkInvariants(stage);
    }));

  test('whose workflow was stopped is answered as failed, and can be terminated', () =>
    stage.drive(async () => {
      const provisioned = await catalog.provision('broken', { Environment: 'broken' });
      await stage.sleep(60);
      const [operation] = await operationsOf('environments/broken');
      expect(await stopExecution(stage, 'converge', operation!.id)).toBe(true);
      const record = await catalog.ended(provisioned);
      expect(record).toMatchObject({ Status: 'FAILED' });
      expect(record.RecordErrors?.[0]?.Description).toContain('ended as ABORTED');
      await stage.sleep(400);
      expect(await catalog.ended(await catalog.terminate('broken'))).toMatchObject({ Status: 'SUCCEEDED' });
      expect(await catalog.unanswered()).toEqual({ messages: 0, dead: 0 });
      await checkInvariants(stage);
    }));

  test('that asks for what cannot be is answered as failed, and says why', () =>
    stage.drive(async () => {
      const hostile = await catalog.ended(await catalog.provision('hostile', { Environment: '../dev' }));
      expect(hostile).toMatchObject({ Status: 'FAILED' });
      expect(hostile.RecordErrors?.[0]?.Description).toContain('"../dev" cannot name an environment');
      const taken = await catalog.ended(await catalog.provision('taken', { Environment: 'dev' }));
      expect(taken.RecordErrors?.[0]?.Description).toContain('exists already');
      expect(await catalog.unanswered()).toEqual({ messages: 0, dead: 0 });
      await checkInvariants(stage);
    }));
});
