import { describe, expect, test } from 'vitest';
import type { Live, StackRecord } from '../../../src/core/entities.ts';
import { keptSlotSettings, slotDiffers, slotSettings } from '../../../src/core/plan/slot-settings.ts';
import { ApplicationSpec } from '../../../src/core/spec/application-spec.ts';

const asked = ApplicationSpec.parse({ port: 9090, health: { path: '/new' } });
const before = ApplicationSpec.parse({ port: 8080, health: { path: '/old' } });
const live: Live = { slot: 'two', release: 1, weights: { one: 0, two: 100 }, since: '2026-11-20T12:00:00.000Z' };
const record = {
  status: 'UPDATE_COMPLETE',
  parameters: { ...slotSettings('one', before), ...slotSettings('two', before) },
} as unknown as StackRecord;

test('a slot has the port, the health check and the deregistration delay of its release', () => {
  expect(slotSettings('two', asked)).toEqual({
    PortTwo: '9090',
    HealthPathTwo: '/new',
    HealthIntervalSecondsTwo: '5',
    HealthTimeoutSecondsTwo: '4',
    HealthyThresholdTwo: '2',
    UnhealthyThresholdTwo: '2',
    HealthCodesTwo: '200-399',
    DrainSecondsTwo: '10',
  });
});

describe('an update that places no release', () => {
  const { HealthPathTwo: _, ...parameters } = record.parameters;
  test.each<[string, Parameters<typeof keptSlotSettings>[1], object]>([
    [
      'keeps both slots',
      { record, isPlaced: true, live, liveSpec: undefined },
      { HealthPathOne: '/old', PortTwo: '8080' },
    ],
    [
      'sets both until a release is placed',
      { record, isPlaced: false, live: undefined, liveSpec: undefined },
      { HealthPathOne: '/new', PortTwo: '9090' },
    ],
    [
      'keeps them under a first release that waits for its approval',
      { record, isPlaced: true, live: undefined, liveSpec: undefined },
      { HealthPathOne: '/old', PortTwo: '8080' },
    ],
    [
      'sets what is not known of a slot',
      { record: { ...record, parameters }, isPlaced: true, live, liveSpec: undefined },
      { HealthPathOne: '/old', HealthPathTwo: '/new', PortTwo: '8080' },
    ],
    [
      'makes the slot of the live release again as that needs it',
      { record: undefined, isPlaced: true, live, liveSpec: before },
      { HealthPathOne: '/new', HealthPathTwo: '/old', PortOne: '9090', PortTwo: '8080' },
    ],
    [
      'takes nothing from a stack that was never complete',
      { record: { ...record, status: 'ROLLBACK_COMPLETE' }, isPlaced: true, live, liveSpec: before },
      { HealthPathOne: '/new', HealthPathTwo: '/old' },
    ],
  ])('%s', (_name, kept, settings) => {
    expect(keptSlotSettings(asked, kept)).toMatchObject(settings);
  });
});

test.each([
  ['as the one before', before, record.parameters, false],
  ['another health path', { ...before, health: asked.health }, record.parameters, true],
  ['another port', { ...before, port: 9090 }, record.parameters, true],
  [
    'another deregistration delay',
    { ...before, health: { ...before.health, drainSeconds: 30 } },
    record.parameters,
    true,
  ],
  [
    'another grace period, which is the release’s own',
    { ...before, health: { ...before.health, graceSeconds: 60 } },
    record.parameters,
    false,
  ],
  ['what is not known', before, {}, true],
])('a release that needs %s changes its slot: %#', (_name, spec, parameters, differs) => {
  expect(slotDiffers('one', spec, { parameters })).toBe(differs);
});
