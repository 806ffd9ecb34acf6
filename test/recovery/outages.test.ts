import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Stage } from '../workflows/harness.ts';
import { checkInvariants } from '../workflows/invariants.ts';
import { provideLive } from '../workflows/scenes.ts';
import { stageOfFile } from '../workflows/stage-of-file.ts';
import { arrive, versionOf } from '../workflows/users.ts';

/** The functions of all Task states. */
const STEPS = readdirSync('functions/steps').map((file) => `plinth-${file.replace('.ts', '')}`);
const APPLICATION = 'environments/dev/applications/patient';

let stage: Stage;

stageOfFile(
  async (opened) => {
    stage = opened;
    await provideLive(stage, APPLICATION);
  },
  { with: 'base-and-dev' },
);

/** As reserved concurrency 0 on every function of a Task state, and on further ones. */
async function withoutFunctions(seconds: number, further: readonly string[] = []): Promise<void> {
  const throttled = [...STEPS, ...further].map((name) => {
    return stage.faults.inject({ kind: 'function throttled', function: name });
  });
  await stage.sleep(seconds);
  for (const fault of throttled) fault.remove();
}

test('ten minutes without a function, in the middle of a release, delay it; no user notices, and it ends as it should', () =>
  stage.drive(async () => {
    const users = await arrive(stage, APPLICATION);
    const { id } = await stage.accept('POST', `/${APPLICATION}/releases`, { image: 'patient:2' });
    await stage.sleep(20);
    await withoutFunctions(600);
    expect(await stage.ended(id)).toMatchObject({ status: 'succeeded' });
    expect(await versionOf(stage, APPLICATION)).toBe('version 2');
    expect(Object.keys(await users.leave()).sort()).toEqual(['version 1', 'version 2']);
    await checkInvariants(stage);
  }));

test('two hours without a function end an operation with that cause, and asking again works', () =>
  stage.drive(async () => {
    const { id } = await stage.accept('PUT', '/environments/dev', { owner: 'team-b' });
    await withoutFunctions(7200, ['plinth-execution-changed', 'plinth-operations-swept']);
    const ended = await stage.ended(id);
    expect(ended).toMatchObject({ status: 'failed' });
    expect(JSON.stringify(ended.error)).toContain('Lambda.TooManyRequestsException');
    await stage.sleep(350);
    await stage.succeed('PUT', '/environments/dev', { owner: 'team-b' });
    await checkInvariants(stage);
  }));

test('an execution that is stopped in any state ends its operation, and the next request goes on', () =>
  stage.drive(async () => {
    const states = [
      ['converge', 'Plan'],
      ['converge', 'Await requirements'],
      ['converge', 'Change stack'],
      ['converge', 'Record stack'],
      ['converge', 'Settle'],
      ['change-stack', 'Prepare'],
      ['change-stack', 'Create change set'],
      ['change-stack', 'Review'],
      ['change-stack', 'Execute'],
      ['change-stack', 'Await stack'],
      ['change-stack', 'Verify stack'],
    ] as const;
    for (const [n, [machine, state]] of states.entries()) {
      const stop = stage.faults.inject({ kind: 'execution stopped', machine: `plinth-${machine}`, state, times: 1 });
      const { id } = await stage.accept('PUT', '/environments/dev', { owner: `team-${n}` });
      const ended = await stage.ended(id);
      stop.remove();
      expect(stop.hits, state).toBe(1);
      expect(ended.status, state).toBe('failed');
      expect(ended.error?.code, state).toBe('ExecutionLost');
      // No step of it can run any more.
      await stage.sleep(45);
    }
    await stage.succeed('PUT', '/environments/dev', { owner: 'team-last' });
    await checkInvariants(stage);
  }));
