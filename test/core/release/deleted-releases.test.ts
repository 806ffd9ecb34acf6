import { expect, test } from 'vitest';
import { deleteFailedRelease } from '../../../src/core/release/delete-failed-release.ts';
import { readResolved } from '../../../src/core/release/resolved-release.ts';
import { application } from './fake-world.ts';
import { two } from './scenes.ts';

const failure = { code: 'ReleaseFailed', message: 'stopped', evidence: [], nextSteps: [] };

async function recordsOf(here: Awaited<ReturnType<typeof two>>, number: number): Promise<readonly string[]> {
  const scopeState = await here.ports.state.readScopeState(`${application}/releases/${number}`);
  return Object.keys(scopeState?.stacks ?? {});
}

test('a failed release that was live for a moment is deleted with its record', async () => {
  const here = await two();
  const operation = (await here.ports.state.readOperation('op_1'))!;
  const resolved = await readResolved('op_1', here.ports);
  const recorded = await here.ports.state.readScopeState(`${application}/releases/1`);
  const { stackName } = (await here.ports.state.readRelease(application, 1))!;
  Object.assign(here.stacks.byName.get(stackName)!, { stackId: recorded?.stacks.task?.stackId });
  expect(await recordsOf(here, 1)).toEqual(['task']);
  await deleteFailedRelease(operation, { resolved, failure }, here.ports);
  expect(await recordsOf(here, 1)).toEqual([]);
  expect(here.log.join()).toContain('delete');
});

test('the record of the live release stays with its stack', async () => {
  const here = await two();
  const operation = (await here.ports.state.readOperation('op_2'))!;
  await deleteFailedRelease(operation, { resolved: await readResolved('op_2', here.ports), failure }, here.ports);
  expect(await recordsOf(here, 2)).toEqual(['task']);
});
