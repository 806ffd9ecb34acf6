import { describe, expect, test } from 'vitest';
import { decideMigration } from '../../../src/core/release/decide-migration.ts';
import { migrate } from '../../../src/core/release/migrate.ts';
import { settleRelease } from '../../../src/core/release/settle-release.ts';
import { migrating } from './scenes.ts';

test.each([
  ['waits while ECS does not know the task', undefined, 59, { kind: 'wait' }],
  ['fails when ECS no longer knows it', undefined, 60, { kind: 'fail', stop: false }],
  ['waits while it runs', { stopped: false }, 1799, { kind: 'wait' }],
  ['stops what runs half an hour', { stopped: false }, 1800, { kind: 'fail', stop: true }],
  ['succeeds with exit code 0, however late', { stopped: true, exitCode: 0 }, 9000, { kind: 'succeeded' }],
  [
    'fails with another exit code',
    { stopped: true, exitCode: 3, reason: 'no database' },
    5,
    { kind: 'fail', stop: false, reason: 'the migration stopped with exit code 3: no database' },
  ],
  ['fails without an exit code', { stopped: true }, 5, { kind: 'fail', stop: false }],
])('a migration %s', (_, task, seconds, decision) => {
  expect(decideMigration(task, seconds)).toMatchObject(decision);
});

describe('a release that fails while its migration runs', () => {
  const timedOut = { operationId: 'op_1', error: { Error: 'States.Timeout', Cause: '' } };

  test('stops the task, whatever failed', async () => {
    const here = await migrating({ stopped: false });
    await expect(migrate({ operationId: 'op_1' }, here.ports)).rejects.toMatchObject({ name: 'NotYet' });
    await settleRelease(timedOut, here.ports);
    expect(here.log).toContain('stop arn:task');
  });

  test('stops the task that a function started and did not record', async () => {
    const here = await migrating({ stopped: false });
    const tokens: string[] = [];
    here.ports.workloads.findTask = async (_, __, token) => {
      tokens.push(token);
      return 'arn:unrecorded';
    };
    await settleRelease(timedOut, here.ports);
    expect(tokens).toEqual(['op_1-migrate']);
    expect(here.log).toContain('stop arn:unrecorded');
  });

  test('does not end while the task cannot be stopped', async () => {
    const here = await migrating({ stopped: false });
    await expect(migrate({ operationId: 'op_1' }, here.ports)).rejects.toMatchObject({ name: 'NotYet' });
    here.ports.workloads.stopTask = async () => {
      throw Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    };
    await expect(settleRelease(timedOut, here.ports)).rejects.toThrow('no');
    expect((await here.ports.state.readOperation('op_1'))?.status).toBe('running');
  });
});
