import { expect, test } from 'vitest';
import { alarmRaised, watchNames } from '../../../src/core/release/alarm-raised.ts';
import { place } from '../../../src/core/release/place.ts';
import { resolve } from '../../../src/core/release/resolve.ts';
import { readResolved } from '../../../src/core/release/resolved-release.ts';
import { begin, release, start, type World, world } from './fake-world.ts';
import { digestTag } from './scenes.ts';

/** Release 2 runs beside release 1, and its bake is watched by an execution of its own. */
async function baking(): Promise<{ readonly here: World; readonly watch: () => unknown; readonly alarm: string }> {
  const here = await world();
  await release(here, 'op_1', digestTag.one);
  await begin(here, 'op_2', { kind: 'release', request: { image: digestTag.two } });
  await resolve({ operationId: 'op_2' }, here.ports);
  await place({ operationId: 'op_2' }, here.ports);
  await start(here, 'op_2', 2);
  const { executions, executionArn } = here.ports.workflows;
  const arn = executionArn('watch', 'op_2-bake');
  executions.set(arn, { arn, machine: 'watch', input: {}, status: 'RUNNING' });
  const [alarm = ''] = (await readResolved('op_2', here.ports)).alarms;
  return { here, watch: () => executions.get(arn), alarm };
}

const event = (alarmName: string) => ({ detail: { alarmName } });

test('a raised alarm ends the watch of the release that it judges, with the alarm as the error', async () => {
  const { here, watch, alarm } = await baking();
  here.alarms[alarm] = 'ALARM';
  await alarmRaised(event(alarm), here.ports);
  const failure = { error: 'AlarmRaised', cause: expect.stringContaining(`alarm \`${alarm}\``) };
  expect(watch()).toMatchObject({ status: 'ABORTED', failure });
});

test('an alarm that is OK again by the time its event comes ends nothing', async () => {
  const { here, watch, alarm } = await baking();
  await alarmRaised(event(alarm), here.ports);
  expect(watch()).toMatchObject({ status: 'RUNNING' });
});

test('an alarm of another slot or application ends nothing', async () => {
  const { here, watch, alarm } = await baking();
  here.alarms[alarm] = 'ALARM';
  await alarmRaised(event('plinth--dev--other--service-ErrorsOne'), here.ports);
  expect(watch()).toMatchObject({ status: 'RUNNING' });
});

test('watches are found by the names that the machine gives them: one for each step but the last, and the bake', () => {
  const step = { weights: { one: 50, two: 50 }, watchSeconds: 60 };
  expect(watchNames('op_1', { schedule: [step, step, step] })).toEqual(['op_1-bake', 'op_1-watch-1', 'op_1-watch-2']);
  expect(watchNames('op_1', { schedule: [step] })).toEqual(['op_1-bake']);
});
