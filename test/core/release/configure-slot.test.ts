import { beforeEach, describe, expect, test } from 'vitest';
import { SLOT_SETTINGS } from '../../../src/core/catalogue/platform-parameters.ts';
import { readPlannedStack } from '../../../src/core/plan/plan-documents.ts';
import { slotSettings } from '../../../src/core/plan/slot-settings.ts';
import { place } from '../../../src/core/release/place.ts';
import { resolve } from '../../../src/core/release/resolve.ts';
import { ApplicationSpec } from '../../../src/core/spec/application-spec.ts';
import { catalogueOf } from '../templates.ts';
import { application, begin, type World } from './fake-world.ts';
import { digestTag, statuses, two } from './scenes.ts';

let here: World;
const step = { operationId: 'op_3' };

const names = SLOT_SETTINGS.flatMap((name) => [`${name}One`, `${name}Two`]);
const parameters = Object.fromEntries(names.map((name) => [name, { Default: '' }]));
const catalogue = catalogueOf({
  service: { layer: 'application', outputs: ['LogGroupName'], parameters },
  task: { layer: 'release', requires: ['service'], parameters: { Image: {}, Slot: {}, LogGroupName: {} } },
});

const before = { ...slotSettings('one', ApplicationSpec.parse({})), ...slotSettings('two', ApplicationSpec.parse({})) };

async function serviceNow() {
  return (await here.ports.state.readScopeState(application))!.stacks.service!;
}

/** Release 2 is live in slot one, both slots are as it needed them, and another health path was asked for since. */
beforeEach(async () => {
  here = await two();
  const { state } = here.ports;
  Object.assign(here, { ports: { ...here.ports, catalogue } });
  const service = { ...(await serviceNow()), parameters: before };
  await state.updateScopeState(application, (now) => ({ ...now!, stacks: { service } }));
  await state.updateSpec(application, (now) => ({ ...now!, spec: { ...now!.spec, health: { path: '/up' } } }));
  await begin(here, 'op_3', { kind: 'release', request: { image: digestTag.three } });
});

describe('a release that needs another health check than the live one', () => {
  test('changes its own slot first, and nothing else of the application’s stack', async () => {
    expect(await resolve(step, here.ports)).toMatchObject({
      entry: 'configure',
      configure: { scope: application, stackKey: 'service' },
    });
    const planned = await readPlannedStack({ operationId: 'op_3', stackKey: 'service' }, here.ports);
    const given = Object.entries(planned.parameters).map(([name, value]) => [name, (value as { value: string }).value]);
    expect(Object.fromEntries(given)).toEqual({ ...before, HealthPathTwo: '/up' });
  });

  test('leaves no release in the slot to roll back to, and forgets how the slot is until its stack is there', async () => {
    await resolve(step, here.ports);
    expect(await statuses(here)).toMatchObject({ 1: 'retired', 2: 'live', 3: 'placed' });
    expect((await serviceNow()).parameters).toEqual(slotSettings('one', ApplicationSpec.parse({})));
  });

  test('is planned once, however often it is resolved', async () => {
    const first = await resolve(step, here.ports);
    expect(await resolve(step, here.ports)).toEqual(first);
  });

  test('is not placed before its slot is changed', async () => {
    await resolve(step, here.ports);
    await expect(place(step, here.ports)).rejects.toMatchObject({ name: 'StackFailed' });
    const record = { ...(await serviceNow()), parameters: { ...before, HealthPathTwo: '/up' } };
    await here.ports.state.putDocument('op_3', 'result/service', { status: 'present', record, retained: [] });
    await place(step, here.ports);
    expect((await serviceNow()).parameters).toMatchObject({ HealthPathOne: '/healthz', HealthPathTwo: '/up' });
    expect([...here.ports.workflows.executions.keys()].some((arn) => arn.endsWith('op_3-task'))).toBe(true);
  });
});
