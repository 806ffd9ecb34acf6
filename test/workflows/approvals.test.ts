import { expect, test } from 'vitest';
import type { OperationView } from '../../src/cli/operation-view.ts';
import { pauseSweeps } from './faults.ts';
import type { Stage } from './harness.ts';
import { push } from './images.ts';
import { checkInvariants } from './invariants.ts';
import { provideApplication, provideLive } from './scenes.ts';
import { stageOfFile } from './stage-of-file.ts';
import { arrive, versionOf } from './users.ts';

let stage: Stage;

stageOfFile(
  async (opened) => {
    stage = opened;
  },
  { with: 'base-and-dev' },
);

/** An application with version 1 live and version 2 waiting for its approval. */
async function waiting(name: string): Promise<{ application: string; operation: OperationView }> {
  const application = await provideLive(stage, `environments/dev/applications/${name}`);
  await provideApplication(stage, application, { approval: true });
  const operation = await stage.run('POST', `/${application}/releases`, { image: `${name}:2` });
  expect(operation).toMatchObject({ status: 'waiting', done: false, waitingFor: 'approval of release 2' });
  return { application, operation };
}

const decide = (application: string, number: number, body: object) =>
  stage.send('POST', `/${application}/releases/${number}/approval`, { body });

// First, because every task that runs makes a day dearer.
test('a release that nobody approves within a day goes', () =>
  stage.drive(async () => {
    const { application, operation } = await waiting('expired');
    const mend = await pauseSweeps(stage);
    await stage.sleep(86_400 + 120);
    await mend();
    const ended = await stage.operation(operation.id);
    expect(ended).toMatchObject({ status: 'failed', error: { code: 'ApprovalExpired' } });
    expect(await versionOf(stage, application)).toBe('version 1');
    await checkInvariants(stage);
  }));

test('a release that waits holds nothing up, and goes live when it is approved', () =>
  stage.drive(async () => {
    const { application, operation } = await waiting('granted');
    await stage.succeed('PUT', '/environments/dev', { owner: 'team-a' });
    expect(await versionOf(stage, application)).toBe('version 1');
    const users = await arrive(stage, application);
    expect((await decide(application, 2, { approved: true, comment: 'looks good' })).status).toBe(202);
    expect(await decide(application, 2, { approved: true })).toMatchObject({ status: 202, body: { id: operation.id } });
    expect(await decide(application, 2, { approved: false })).toMatchObject({
      status: 409,
      body: { code: 'AlreadyDecided', type: '/v1/errors/AlreadyDecided' },
    });
    expect((await stage.ended(operation.id)).status).toBe('succeeded');
    expect(await versionOf(stage, application)).toBe('version 2');
    expect(Object.keys(await users.leave()).sort()).toEqual(['version 1', 'version 2']);
    await checkInvariants(stage);
  }));

test('a release that is rejected goes, and says who rejected it and why', () =>
  stage.drive(async () => {
    const { application, operation } = await waiting('rejected');
    await decide(application, 2, { approved: false, comment: 'wrong colour' });
    const ended = await stage.ended(operation.id);
    expect(ended).toMatchObject({ status: 'failed', error: { code: 'ApprovalRejected' } });
    expect(ended.error?.message).toContain('wrong colour');
    expect(await versionOf(stage, application)).toBe('version 1');
    await checkInvariants(stage);
  }));

test('a newer release takes the place of one that waits', () =>
  stage.drive(async () => {
    const { application, operation } = await waiting('superseded');
    await push(stage, 'superseded', { tag: '3' });
    const newer = await stage.run('POST', `/${application}/releases`, { image: 'superseded:3' });
    expect(await stage.operation(operation.id)).toMatchObject({ status: 'failed', error: { code: 'Superseded' } });
    expect(newer).toMatchObject({ status: 'waiting', waitingFor: 'approval of release 3' });
    expect(await decide(application, 2, { approved: true })).toMatchObject({ status: 404 });
    await decide(application, 3, { approved: true });
    expect((await stage.ended(newer.id)).status).toBe('succeeded');
    const { items } = await stage.state.listReleases(application);
    expect(items.map(({ number, status }) => [number, status])).toEqual([
      [3, 'live'],
      [2, 'superseded'],
      [1, 'standby'],
    ]);
    await checkInvariants(stage);
  }));

test('a release that waits can be cancelled', () =>
  stage.drive(async () => {
    const { application, operation } = await waiting('cancelled');
    expect((await stage.send('POST', `/operations/${operation.id}/cancel`, { body: {} })).status).toBe(202);
    await stage.sleep(60);
    expect(await stage.operation(operation.id)).toMatchObject({ status: 'cancelled', error: { code: 'Cancelled' } });
    expect(await decide(application, 2, { approved: true })).toMatchObject({ status: 404 });
    await checkInvariants(stage);
    const again = await stage.run('POST', `/${application}/releases`, { image: 'cancelled:2' });
    expect(again.status).toBe('waiting');
    await decide(application, 3, { approved: true });
    expect((await stage.ended(again.id)).status).toBe('succeeded');
    await checkInvariants(stage);
  }));
