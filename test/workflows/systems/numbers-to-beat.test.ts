import { expect, test } from 'vitest';
import { readPlinthFile } from '../../../src/cli/plinth-file.ts';
import type { Stage } from '../harness.ts';
import { push } from '../images.ts';
import { stageOfFile } from '../stage-of-file.ts';
import { releaseInto } from './system.ts';

const SCOPES = readPlinthFile('examples/systems/fargate-blue-green/plinth.yaml');
const DEV = 'environments/dev/applications/hello';
const TEST = 'environments/test/applications/hello';
const BAKE_MINUTES = 1;

let stage: Stage;

stageOfFile(async (opened) => {
  stage = opened;
});

/** Modelled minutes that the work takes. */
async function minutesOf(work: () => Promise<void>): Promise<number> {
  const startedSeconds = stage.seconds();
  await work();
  return (stage.seconds() - startedSeconds) / 60;
}

/** The image that is live in dev goes live in test, where somebody approves at once. */
async function promote(number: number): Promise<void> {
  const waiting = await stage.run('POST', `/${TEST}/releases`, { from: 'environments/dev' });
  expect(waiting.status).toBe('waiting');
  await stage.send('POST', `/${TEST}/releases/${number}/approval`, { body: { approved: true } });
  expect((await stage.ended(waiting.id)).error).toBeNull();
}

// The original took 24 minutes to set up, 6 from a push to production, and 29 to tear down, with a database in each environment.
test('the system stands, takes a push and goes in less time than the original took', () =>
  stage.drive(async () => {
    const setUp = await minutesOf(async () => {
      const asked = [];
      for (const { scope, spec } of SCOPES) asked.push(await stage.accept('PUT', `/${scope}`, spec));
      for (const { id } of asked) expect((await stage.ended(id)).error).toBeNull();
      await releaseInto(stage, DEV);
      await promote(1);
    });
    expect(setUp).toBeLessThan(24);

    const pushed = await minutesOf(async () => {
      await push(stage, 'hello', { tag: '2' });
      await stage.succeed('POST', `/${DEV}/releases`, { image: 'hello:2' });
      await promote(2);
    });
    // The original watched nothing afterwards.
    expect(pushed - BAKE_MINUTES).toBeLessThan(6);

    const tornDown = await minutesOf(async () => {
      for (const { scope } of SCOPES.toReversed())
        await stage.succeed('DELETE', `/${scope}?data=delete&confirm=${scope.split('/').at(-1)}`);
    });
    expect(tornDown).toBeLessThan(29);
  }));
