import { describe, expect, test } from 'vitest';
import type { Live } from '../../../src/core/entities.ts';
import type { TargetHealth, TaskStop, WorkloadView } from '../../../src/core/ports/index.ts';
import { chooseSlot, usableStrategy } from '../../../src/core/release/choose-slot.ts';
import { fellSick, type GateView, healthGate } from '../../../src/core/release/health-gate.ts';
import { shiftSchedule } from '../../../src/core/release/shift-schedule.ts';
import { digestProblem } from '../../../src/core/release/verify-digest.ts';

const live: Live = { slot: 'two', release: 4, weights: { one: 0, two: 100 }, since: '2026-11-20T12:00:00.000Z' };

describe('the slot of a new release', () => {
  test('is slot two when nothing is live yet, because users are sent to slot one', () => {
    expect(chooseSlot(undefined, 'blue-green')).toBe('two');
    expect(chooseSlot(undefined, 'rolling')).toBe('two');
  });
  test('is the one that serves nobody', () => expect(chooseSlot(live, 'canary')).toBe('one'));
  test('is the live one when the strategy replaces in place', () => expect(chooseSlot(live, 'rolling')).toBe('two'));
});

describe('the schedule of weights', () => {
  test('is one step for blue-green', () => {
    expect(shiftSchedule('blue-green', [{ percent: 10, seconds: 60 }], 'two')).toEqual([
      { weights: { one: 0, two: 100 }, watchSeconds: 0 },
    ]);
  });

  test('goes through the steps that were given', () => {
    expect(shiftSchedule('canary', [{ percent: 25, seconds: 30 }], 'one')).toEqual([
      { weights: { one: 25, two: 75 }, watchSeconds: 30 },
      { weights: { one: 100, two: 0 }, watchSeconds: 0 },
    ]);
  });

  test('always adds up to 100 and ends with everything on the slot', () => {
    for (const strategy of ['rolling', 'blue-green', 'canary', 'linear', 'recreate'] as const) {
      const schedule = shiftSchedule(strategy, [], 'two');
      expect(schedule.every(({ weights }) => weights.one + weights.two === 100)).toBe(true);
      expect(schedule.at(-1)?.weights).toEqual({ one: 0, two: 100 });
    }
  });
});

describe('the gate before traffic', () => {
  test('opens when as many targets are healthy as the service wants', () => {
    expect(healthGate(view({ running: 2 }, { healthy: 2 }))).toEqual({ kind: 'ready' });
  });

  test('waits for the event of a task while tasks start', () => {
    expect(healthGate(view({ running: 1 }, { healthy: 1 }))).toMatchObject({ kind: 'wait', near: false });
    expect(healthGate({ ...view({}, { healthy: 0 }), workload: undefined })).toMatchObject({
      kind: 'wait',
      near: false,
    });
  });

  test('is near when only health checks are missing', () => {
    expect(healthGate(view({ running: 2 }, { healthy: 1, reason: 'Health checks failed' }))).toEqual({
      kind: 'wait',
      near: true,
      reason: '1 of 2 targets are healthy (Health checks failed)',
    });
  });

  test('waits until the tasks of an older release have left the slot', () => {
    expect(healthGate({ ...view({ running: 2 }, { healthy: 2 }), othersRunning: 1 })).toMatchObject({ kind: 'wait' });
  });

  test('does not count the targets of the release that it joins in its slot', () => {
    const joined = { ...view({ running: 2 }, { healthy: 2 }), sharersRunning: 1 };
    expect(healthGate(joined)).toMatchObject({ kind: 'wait', reason: '1 of 2 targets are healthy' });
  });

  test('never opens for a service that wants no task', () => {
    expect(healthGate(view({ desired: 0, running: 0 }, { healthy: 0 })).kind).toBe('wait');
  });

  test('gives up when two tasks stopped for the same reason, and says which', () => {
    const stops = [stop('Essential container in task exited', 1), stop('Essential container in task exited', 1)];
    expect(healthGate(view({ running: 0, stops }, { healthy: 0 }))).toEqual({
      kind: 'dying',
      reason: '2 tasks stopped: Essential container in task exited, exit code 1',
    });
  });

  test('takes one stop, or two for different reasons, for an accident', () => {
    const stops = [stop('Essential container in task exited', 1), stop('Task failed to start')];
    expect(healthGate(view({ running: 1, stops }, { healthy: 0 })).kind).toBe('wait');
  });

  test('sees the same reason behind other addresses and ids', () => {
    const stops = [
      stop('Task failed ELB health checks in (target-group arn:aws:elb:one) at 10.0.0.1'),
      stop('Task failed ELB health checks in (target-group arn:aws:elb:two) at 10.0.0.2'),
    ];
    expect(healthGate(view({ running: 1, stops }, { healthy: 0 })).kind).toBe('dying');
  });

  test('does not hold it against the image that somebody scaled in', () => {
    const stops = [stop('Scaling activity initiated by deployment'), stop('Scaling activity initiated by deployment')];
    expect(healthGate(view({ running: 1, stops }, { healthy: 0 })).kind).toBe('wait');
  });

  test('gives up when ECS has', () => {
    expect(healthGate(view({ running: 0, rolloutState: 'FAILED' }, { healthy: 0 })).kind).toBe('dying');
  });
});

describe('the gate of what serves no users', () => {
  test('opens when all that is wanted runs', () => {
    expect(healthGate(unseen({ running: 2 }))).toEqual({ kind: 'ready' });
  });

  test('waits for the event of a task while tasks start', () => {
    expect(healthGate(unseen({ running: 1 }))).toMatchObject({ kind: 'wait', near: false });
  });

  test('waits until the tasks have run for a moment: they might be gone the next', () => {
    expect(healthGate(unseen({ running: 2 }, 3))).toMatchObject({ kind: 'wait', near: true });
  });

  test('opens for a worker that has scaled itself to nothing', () => {
    expect(healthGate(unseen({ desired: 0, running: 0 })).kind).toBe('ready');
  });

  test('gives up when two tasks stopped for the same reason, though others run', () => {
    const stops = [stop('Essential container in task exited', 1), stop('Essential container in task exited', 1)];
    expect(healthGate(unseen({ running: 2, stops })).kind).toBe('dying');
  });

  test('looks again soon where nothing makes events', () => {
    expect(healthGate({ ...unseen({ running: 1 }), kind: 'machines' })).toMatchObject({ kind: 'wait', near: true });
    expect(healthGate({ ...unseen({}), kind: 'schedule', workload: undefined })).toMatchObject({
      kind: 'wait',
      near: true,
    });
  });

  test('once open, holds nothing against a task that autoscaling has just asked for', () => {
    expect(fellSick(unseen({ running: 1 }), 2)).toBeUndefined();
    expect(fellSick(view({ desired: 3, running: 1 }, { healthy: 1, total: 2 }), 1)).toBeUndefined();
    expect(fellSick(view({ desired: 3, running: 3 }, { healthy: 1, failing: 2, total: 3 }), 1)).toBeUndefined();
  });

  test('once open, holds nothing against a task that takes the place of an interrupted one', () => {
    const stops = [{ taskArn: 'a', reason: 'Your Spot Task was interrupted.' }];
    expect(fellSick(view({ desired: 3, running: 2, stops }, { healthy: 2 }), 3)).toBeUndefined();
  });

  test('once open, closes for targets that fail, tasks that die, and a slot with nothing healthy', () => {
    expect(fellSick(view({}, { healthy: 1, failing: 1, reason: 'Health checks failed' }), 2)).toBe(
      '1 of 2 targets are healthy (Health checks failed)',
    );
    expect(fellSick(view({ running: 0, rolloutState: 'FAILED' }, { healthy: 1 }), 2)).toContain('ECS gave up');
    expect(fellSick(unseen({ running: 0, rolloutState: 'FAILED' }), 2)).toContain('ECS gave up');
    expect(fellSick(view({ running: 0 }, { healthy: 0 }), 2)).toBe('0 of 2 targets are healthy');
    expect(fellSick({ ...view({}, { healthy: 2 }), workload: undefined }, 2)).toBe('the service is gone');
  });
});

describe('the strategy that is carried out', () => {
  const none = { kind: 'none' } as const;
  test('replaces what has no traffic in place', () => {
    expect(usableStrategy('blue-green', none)).toBe('rolling');
    expect(usableStrategy('canary', none)).toBe('rolling');
    expect(usableStrategy('recreate', none)).toBe('recreate');
  });
  test('turns schedules at once, whatever was asked for', () => {
    expect(usableStrategy('canary', { kind: 'schedules', group: 'hello' })).toBe('blue-green');
  });
});

describe('the digest that runs', () => {
  test('is right when every task runs it', () =>
    expect(digestProblem('sha256:a', ['sha256:a', 'sha256:a'])).toBeUndefined());
  test('is wrong when one task runs another', () =>
    expect(digestProblem('sha256:a', ['sha256:a', 'sha256:b'])).toBe('sha256:b runs where sha256:a was asked for'));
  test('is wrong when nothing runs', () => expect(digestProblem('sha256:a', [])).toBe('no task runs sha256:a'));
});

function view(service: Partial<WorkloadView>, targets: Partial<TargetHealth>): GateView {
  return {
    kind: 'service',
    workload: { desired: 2, running: 2, digests: [], stops: [], ...service },
    targets: { healthy: 0, total: 2, failing: 0, ...targets },
    othersRunning: 0,
    sharersRunning: 0,
    newestSeconds: undefined,
  };
}

/** Of a worker: no load balancer looks at it. */
function unseen(service: Partial<WorkloadView>, newestSeconds = 60): GateView {
  return { ...view(service, { healthy: 0 }), targets: undefined, newestSeconds };
}

function stop(reason: string, exitCode?: number): TaskStop {
  return { taskArn: 'arn:task', reason, ...(exitCode !== undefined && { exitCode }) };
}
