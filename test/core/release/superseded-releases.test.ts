import { expect, test } from 'vitest';
import { supersedeWaiting } from '../../../src/core/operation/supersede-waiting.ts';
import { acceptedOperation } from '../../builders.ts';
import { Crash } from '../../fakes/index.ts';
import { application, begin } from './fake-world.ts';
import { digestTag, waiting } from './scenes.ts';

const superseded = { taskToken: 'approval', answer: 'fail', error: 'Superseded' };

/** Release 1 waits for its approval, and a newer one needs its place. */
async function newer() {
  const here = await waiting();
  await begin(here, 'op_2', { kind: 'release', request: { image: digestTag.two } });
  const operation = (await here.ports.state.readOperation('op_2'))!;
  return { here, supersede: () => supersedeWaiting(operation, here.ports) };
}

test('a release that waits is superseded however much was asked for since', async () => {
  const { here, supersede } = await newer();
  for (let index = 0; index < 101; index++) {
    const createdAt = `2026-11-20T12:01:00.${String(index).padStart(3, '0')}Z`;
    const common = acceptedOperation({ id: `op_plan_${index}`, scope: application, planOnly: true, createdAt });
    await here.ports.state.createOperation({ ...common, status: 'succeeded', endedAt: createdAt, result: {} });
  }
  await supersede();
  expect(here.ports.workflows.answers).toEqual([superseded]);
});

test('a release that waits is superseded although the function that does it dies', async () => {
  const { here, supersede } = await newer();
  here.ports.state.crashAfter(0);
  await expect(supersede()).rejects.toThrow(Crash);
  here.ports.state.crashAfter(undefined);
  await supersede();
  expect(here.ports.workflows.answers).toEqual([superseded]);
});
