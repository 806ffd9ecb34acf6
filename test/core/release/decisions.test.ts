import { describe, expect, test } from 'vitest';
import type { Live } from '../../../src/core/entities.ts';
import type { ObservedWorkload, TargetHealth, TaskStop } from '../../../src/core/ports/index.ts';
import { chooseSlot, usableStrategy } from '../../../src/core/release/choose-slot.ts';
import { type ObservedRelease, releaseHealth, unhealthyReason } from '../../../src/core/release/health.ts';
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
    expect(releaseHealth(serving({ running: 2 }, { healthy: 2 }))).toEqual({ kind: 'healthy' });
  });

  test('waits for the event of a task while tasks start', () => {
    expect(releaseHealth(serving({ running: 1 }, { healthy: 1 }))).toMatchObject({ kind: 'starting', wakeBy: 'event' });
    expect(releaseHealth({ ...serving({}, { healthy: 0 }), workload: undefined })).toMatchObject({
      kind: 'starting',
      wakeBy: 'event',
    });
  });

  test('is near when only health checks are missing', () => {
    expect(releaseHealth(serving({ running: 2 }, { healthy: 1, reason: 'Health checks failed' }))).toEqual({
      kind: 'starting',
      wakeBy: 'poll',
      reason: '1 of 2 targets are healthy (Health checks failed)',
    });
  });

  test('waits until the tasks of an older release have left the slot', () => {
    expect(releaseHealth({ ...serving({ running: 2 }, { healthy: 2 }), occupantsRunning: 1 })).toMatchObject({
      kind: 'starting',
    });
  });

  test('does not count the targets of the release that it joins in its slot', () => {
    const joined = { ...serving({ running: 2 }, { healthy: 2 }), sharersRunning: 1 };
    expect(releaseHealth(joined)).toMatchObject({ kind: 'starting', reason: '1 of 2 targets are healthy' });
  });

  test('never opens for a service that wants no task', () => {
    expect(releaseHealth(serving({ desired: 0, running: 0 }, { healthy: 0 })).kind).toBe('starting');
  });

  test('gives up when two tasks stopped for the same reason, and says which', () => {
    const stops = [stop('Essential container in task exited', 1), stop('Essential container in task exited', 1)];
    expect(releaseHealth(serving({ running: 0, stops }, { healthy: 0 }))).toEqual({
      kind: 'unhealthy',
      reason: '2 tasks stopped: Essential container in task exited, exit code 1',
    });
  });

  test('takes one stop, or two for different reasons, for an accident', () => {
    const stops = [stop('Essential container in task exited', 1), stop('Task failed to start')];
    expect(releaseHealth(serving({ running: 1, stops }, { healthy: 0 })).kind).toBe('starting');
  });

  test('sees the same reason behind other addresses and ids', () => {
    const stops = [
      stop('Task failed ELB health checks in (target-group arn:aws:elb:one) at 10.0.0.1'),
      stop('Task failed ELB health checks in (target-group arn:aws:elb:two) at 10.0.0.2'),
    ];
    expect(releaseHealth(serving({ running: 1, stops }, { healthy: 0 })).kind).toBe('unhealthy');
  });

  test('does not hold it against the image that somebody scaled in', () => {
    const stops = [stop('Scaling activity initiated by deployment'), stop('Scaling activity initiated by deployment')];
    expect(releaseHealth(serving({ running: 1, stops }, { healthy: 0 })).kind).toBe('starting');
  });

  test('opens in spite of tasks that stopped, when as many targets are healthy as the service wants', () => {
    const stops = [stop('Essential container in task exited', 1), stop('Essential container in task exited', 1)];
    expect(releaseHealth(serving({ running: 2, stops }, { healthy: 2 })).kind).toBe('healthy');
    expect(unhealthyReason(serving({ running: 2, stops }, { healthy: 2 }), 2)).toBeUndefined();
  });

  test('names the reason that most tasks stopped for', () => {
    const often = stop('Essential container in task exited', 1);
    expect(releaseHealth(serving({ running: 0, stops: [stop('Task failed to start'), often, often] }, {}))).toEqual({
      kind: 'unhealthy',
      reason: '2 tasks stopped: Essential container in task exited, exit code 1',
    });
  });

  test('tells the reasons of tasks that exited with different codes apart', () => {
    const stops = [stop('Essential container in task exited', 1), stop('Essential container in task exited', 137)];
    expect(releaseHealth(serving({ running: 1, stops }, { healthy: 0 })).kind).toBe('starting');
  });

  test.each(['SpotInterruption', 'TerminationNotice', 'UserInitiated', 'ServiceSchedulerInitiated'])(
    'does not hold two stops with code %s against the image',
    (stopCode) => {
      const stops = [1, 2].map(() => ({ ...stop('Stopped'), stopCode }));
      expect(releaseHealth(serving({ running: 1, stops }, { healthy: 0 })).kind).toBe('starting');
    },
  );

  test('gives up when ECS has', () => {
    expect(releaseHealth(serving({ running: 0, rolloutState: 'FAILED' }, { healthy: 0 })).kind).toBe('unhealthy');
  });
});

describe('the gate of what serves no users', () => {
  test('opens when all that is wanted runs', () => {
    expect(releaseHealth(unserved({ running: 2 }))).toEqual({ kind: 'healthy' });
  });

  test('waits for the event of a task while tasks start', () => {
    expect(releaseHealth(unserved({ running: 1 }))).toMatchObject({ kind: 'starting', wakeBy: 'event' });
  });

  test('waits until the tasks have run for a moment: they might be gone the next', () => {
    expect(releaseHealth(unserved({ running: 2 }, 3))).toMatchObject({ kind: 'starting', wakeBy: 'poll' });
    expect(releaseHealth(unserved({ running: 2 }, 10)).kind).toBe('healthy');
  });

  test('opens for a worker that has scaled itself to nothing', () => {
    expect(releaseHealth(unserved({ desired: 0, running: 0 })).kind).toBe('healthy');
  });

  test('gives up when two tasks stopped for the same reason, though others run', () => {
    const stops = [stop('Essential container in task exited', 1), stop('Essential container in task exited', 1)];
    expect(releaseHealth(unserved({ running: 2, stops })).kind).toBe('unhealthy');
  });

  test('looks again soon where nothing makes events', () => {
    expect(releaseHealth({ ...unserved({ running: 1 }), kind: 'scaling-group' })).toMatchObject({
      kind: 'starting',
      wakeBy: 'poll',
    });
    expect(releaseHealth({ ...unserved({}), kind: 'schedule', workload: undefined })).toMatchObject({
      kind: 'starting',
      wakeBy: 'poll',
    });
  });

  test('once open, holds nothing against a task that autoscaling has just asked for', () => {
    expect(unhealthyReason(unserved({ running: 1 }), 2)).toBeUndefined();
    expect(unhealthyReason(serving({ desired: 3, running: 1 }, { healthy: 1, total: 2 }), 1)).toBeUndefined();
    expect(
      unhealthyReason(serving({ desired: 3, running: 3 }, { healthy: 1, failing: 2, total: 3 }), 1),
    ).toBeUndefined();
  });

  test('once open, holds nothing against a task that takes the place of an interrupted one', () => {
    const stops = [{ taskArn: 'a', reason: 'Your Spot Task was interrupted.' }];
    expect(unhealthyReason(serving({ desired: 3, running: 2, stops }, { healthy: 2 }), 3)).toBeUndefined();
  });

  test('once open, closes for targets that fail, tasks that die, and a slot with nothing healthy', () => {
    expect(unhealthyReason(serving({}, { healthy: 1, failing: 1, reason: 'Health checks failed' }), 2)).toBe(
      '1 of 2 targets are healthy (Health checks failed)',
    );
    expect(unhealthyReason(serving({ running: 0, rolloutState: 'FAILED' }, { healthy: 1 }), 2)).toContain(
      'ECS stopped the deployment',
    );
    expect(unhealthyReason(unserved({ running: 0, rolloutState: 'FAILED' }), 2)).toContain(
      'ECS stopped the deployment',
    );
    expect(unhealthyReason(serving({ running: 0 }, { healthy: 0 }), 2)).toBe('0 of 2 targets are healthy');
    expect(unhealthyReason({ ...serving({}, { healthy: 2 }), workload: undefined }, 2)).toBe(
      'the ECS service no longer exists',
    );
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
    expect(digestProblem('sha256:a', ['sha256:a', 'sha256:b'])).toBe(
      'running digest sha256:b differs from released digest sha256:a',
    ));
  test('is wrong when nothing runs', () =>
    expect(digestProblem('sha256:a', [])).toBe('no task runs the released digest sha256:a'));
});

function serving(service: Partial<ObservedWorkload>, targets: Partial<TargetHealth>): ObservedRelease {
  return {
    kind: 'service',
    workload: { desired: 2, running: 2, digests: [], stops: [], ...service },
    targets: { healthy: 0, total: 2, failing: 0, ...targets },
    occupantsRunning: 0,
    sharersRunning: 0,
    newestSeconds: undefined,
  };
}

/** Of a worker: no load balancer looks at it. */
function unserved(service: Partial<ObservedWorkload>, newestSeconds = 60): ObservedRelease {
  return { ...serving(service, { healthy: 0 }), targets: undefined, newestSeconds };
}

function stop(reason: string, exitCode?: number): TaskStop {
  return { taskArn: 'arn:task', reason, ...(exitCode !== undefined && { exitCode }) };
}
