import { operationKinds, stackEnded, triggers } from '../../src/aws/operation-kinds.ts';
import { catalogueFrom } from '../../src/core/catalogue/catalogue-from.ts';
import type { Ports } from '../../src/core/ports/index.ts';
import { fakeIds } from './ids.ts';
import { type FakeLog, fakeLog } from './log.ts';
import { type FakeStateStore, fakeStateStore } from './state-store.ts';
import { type FakeTime, fakeTime } from './time.ts';
import { type FakeWorkflows, fakeWorkflows } from './workflows.ts';

export type { FakeLog } from './log.ts';
export { Crash, type FakeStateStore } from './state-store.ts';
export type { FakeTime } from './time.ts';
export type { FakeWorkflows } from './workflows.ts';

export interface FakePorts extends Ports {
  readonly time: FakeTime;
  readonly state: FakeStateStore;
  readonly workflows: FakeWorkflows;
  readonly log: FakeLog;
}

/** Ports in memory. Those that a test needs beyond state, time, ids and workflows it hands in; the others say so when used. */
export function fakePorts(given: Partial<Ports> = {}): FakePorts {
  const time = fakeTime();
  return {
    time,
    ids: fakeIds(time),
    log: fakeLog(),
    settings: { installation: 'plinth', account: '111122223333', region: 'eu-west-1' },
    catalogue: catalogueFrom([]),
    state: fakeStateStore(),
    workflows: fakeWorkflows(),
    stacks: absent('stacks'),
    contents: absent('contents'),
    names: { holder: async () => undefined },
    quotas: { read: async () => undefined },
    zones: absent('zones'),
    images: absent('images'),
    secrets: { missing: async () => [] },
    loadBalancing: absent('loadBalancing'),
    workloads: absent('workloads'),
    logs: absent('logs'),
    alarms: absent('alarms'),
    probe: absent('probe'),
    world: absent('world'),
    announcements: absent('announcements'),
    drift: absent('drift'),
    existence: { missing: async () => [] },
    operationKinds,
    triggers,
    stackEnded,
    ...given,
  } as FakePorts;
}

function absent<T extends object>(port: string): T {
  return new Proxy({} as T, {
    get: (_, method) => {
      throw new Error(`the test calls ${port}.${String(method)} and hands in no \`${port}\``);
    },
  });
}
