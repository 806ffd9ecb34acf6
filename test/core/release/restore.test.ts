import { expect, test } from 'vitest';
import { decideRestore, type RestoreDecision, type RestoreSnapshot } from '../../../src/core/release/decide-restore.ts';

const gone: RestoreSnapshot = {
  stackStatus: undefined,
  begun: false,
  failedRunning: 0,
  health: { kind: 'starting', wakeBy: 'event', reason: 'the ECS service does not exist yet' },
};
const begun = { ...gone, stackStatus: 'CREATE_IN_PROGRESS', begun: true };

test.each<[string, RestoreSnapshot, RestoreDecision['kind']]>([
  ['is placed again when its stack is gone', gone, 'place'],
  ['is placed again while its stack is being deleted', { ...gone, stackStatus: 'DELETE_IN_PROGRESS' }, 'place'],
  ['stays when its stack was never deleted', { ...gone, stackStatus: 'UPDATE_COMPLETE' }, 'done'],
  ['waits until the failed release runs no task', { ...gone, failedRunning: 1 }, 'wait'],
  ['waits until it is healthy', begun, 'wait'],
  ['is there when it is healthy', { ...begun, health: { kind: 'healthy' } }, 'done'],
  ['is given up when its tasks keep stopping', { ...begun, health: { kind: 'unhealthy', reason: 'exit 1' } }, 'fail'],
])('the release that recreate deleted %s', (_, snapshot, kind) => {
  expect(decideRestore(snapshot).kind).toBe(kind);
});
