import { DescribeTasksCommand, ECSClient, ListTasksCommand } from '@aws-sdk/client-ecs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import type { Stage } from './harness.ts';
import { CRASHING, push } from './images.ts';
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

const pathOf = (name: string) => `environments/dev/applications/${name}`;

/** When the second task of a release began to stop: two for the same reason are no accident. */
async function secondStopMs(service: string): Promise<number> {
  const ecs = new ECSClient(stage.aws);
  const { taskArns: tasks = [] } = await ecs.send(
    new ListTasksCommand({ cluster: 'plinth-dev', family: undefined, desiredStatus: 'STOPPED' }),
  );
  const { tasks: stopped = [] } = await ecs.send(new DescribeTasksCommand({ cluster: 'plinth-dev', tasks }));
  const times = stopped
    .filter(({ group, stopCode }) => group === `service:${service}` && stopCode === 'EssentialContainerExited')
    .map(({ stoppingAt }) => stoppingAt?.getTime() ?? Number.POSITIVE_INFINITY)
    .sort((one, other) => one - other);
  return times[1] ?? Number.NaN;
}

test('an image that cannot start fails within a minute, says why in its own words, and no user notices', () =>
  stage.drive(async () => {
    const crashing = await provideLive(stage, pathOf('crashing'));
    await push(stage, 'crashing', { tag: 'broken', behaviour: CRASHING });
    const users = await arrive(stage, crashing);
    const operation = await stage.run('POST', `/${crashing}/releases`, { image: 'crashing:broken' });
    const endedMs = Date.parse(operation.endedAt ?? '');
    expect(operation).toMatchObject({ status: 'failed', error: { code: 'ReleaseFailed' } });
    expect(operation.error?.message).toContain('did not become healthy: 2 tasks stopped');
    expect(operation.error?.evidence?.join('\n')).toContain('hello: cannot start: the setting DATABASE_URL is missing');
    expect(endedMs - (await secondStopMs('crashing-2'))).toBeLessThan(60_000);
    await stage.sleep(300);
    expect(Object.keys(await users.leave())).toEqual(['version 1']);
    await checkInvariants(stage);
    // And the next image goes live as if nothing had been.
    await stage.succeed('POST', `/${crashing}/releases`, { image: 'crashing:2' });
    expect(await versionOf(stage, crashing)).toBe('version 2');
    await checkInvariants(stage);
  }));

test('a first release that cannot start leaves nothing behind, and the next one is the first', () =>
  stage.drive(async () => {
    const first = await provideApplication(stage, pathOf('first'));
    await push(stage, 'first', { tag: 'broken', behaviour: CRASHING });
    await push(stage, 'first', { tag: '1' });
    const failed = await stage.run('POST', `/${first}/releases`, { image: 'first:broken' });
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'ReleaseFailed' } });
    await checkInvariants(stage);
    expect((await stage.state.readScopeState(first))?.live).toBeUndefined();
    await stage.succeed('POST', `/${first}/releases`, { image: 'first:1' });
    expect(await versionOf(stage, first)).toBe('version 1');
    await checkInvariants(stage);
  }));

test('a secret and a parameter that do not exist are both named before the standby is touched', () =>
  stage.drive(async () => {
    const secretive = await provideLive(stage, pathOf('secretive'));
    await new SSMClient(stage.aws).send(
      new PutParameterCommand({ Name: '/secretive/key', Value: 'x', Type: 'String' }),
    );
    const arn = (service: string, name: string) => `arn:aws:${service}:eu-west-1:111122223333:${name}`;
    await stage.succeed('PUT', `/${secretive}`, {
      route: { path: '/secretive/*' },
      secrets: {
        KEY: arn('ssm', 'parameter/secretive/key'),
        MISSPELT: arn('ssm', 'parameter/secretive/kee'),
        PASSWORD: arn('secretsmanager', 'secret:none-AbCdEf:password::'),
      },
    });
    const before = stage.seconds();
    const operation = await stage.run('POST', `/${secretive}/releases`, { image: 'secretive:2' });
    expect(operation).toMatchObject({ status: 'failed', error: { code: 'SecretNotFound' } });
    expect(operation.error?.message).toBe(
      'secret none-AbCdEf does not exist (secrets.PASSWORD); parameter /secretive/kee does not exist (secrets.MISSPELT)',
    );
    expect(stage.seconds() - before).toBeLessThan(20);
    expect(await stage.state.readRelease(secretive, 2)).toBeUndefined();
    await checkInvariants(stage);
  }));

test('an image that never answers its health checks fails, and no user notices', () =>
  stage.drive(async () => {
    const unhealthy = await provideLive(stage, pathOf('unhealthy'));
    await push(stage, 'unhealthy', { tag: 'sick', behaviour: { 'health-status': '500' } });
    const users = await arrive(stage, unhealthy);
    const operation = await stage.run('POST', `/${unhealthy}/releases`, { image: 'unhealthy:sick' });
    expect(operation).toMatchObject({ status: 'failed', error: { code: 'ReleaseFailed' } });
    expect(Object.keys(await users.leave())).toEqual(['version 1']);
    await checkInvariants(stage);
  }));

test('a release that answers testers wrongly never gets a user', () =>
  stage.drive(async () => {
    const smoking = await provideLive(stage, pathOf('smoking'));
    const smoke = [{ path: '/smoking/ready', status: 204 }];
    await provideApplication(stage, smoking, { smoke });
    const users = await arrive(stage, smoking);
    const operation = await stage.run('POST', `/${smoking}/releases`, { image: 'smoking:2' });
    expect(operation).toMatchObject({ status: 'failed', error: { code: 'SmokeFailed' } });
    expect(operation.error?.message).toContain('/smoking/ready answered 200 instead of 204');
    expect(Object.keys(await users.leave())).toEqual(['version 1']);
    await checkInvariants(stage);
  }));

test('a migration that fails stops the release with its exit code', () =>
  stage.drive(async () => {
    const migrating = await provideLive(stage, pathOf('migrating'));
    const migrate = { command: ['node', 'migrate.js'] };
    await provideApplication(stage, migrating, { migrate });
    const behaviour = { 'exit-after-seconds': '150', 'exit-code': '3' };
    await push(stage, 'migrating', { tag: 'wrong', version: '3', behaviour });
    const users = await arrive(stage, migrating);
    const operation = await stage.run('POST', `/${migrating}/releases`, { image: 'migrating:wrong' });
    expect(operation).toMatchObject({ status: 'failed', error: { code: 'MigrationFailed' } });
    expect(operation.error?.message).toContain('exit code 3');
    expect(Object.keys(await users.leave())).toEqual(['version 1']);
    await checkInvariants(stage);
  }));
