import { expect, test } from 'vitest';
import type { Stage } from './harness.ts';
import { checkInvariants } from './invariants.ts';
import { scaleTo } from './operators.ts';
import { provideLive } from './scenes.ts';
import { stageOfFile } from './stage-of-file.ts';
import { traffic } from './traffic.ts';

let stage: Stage;
let busy: string;

stageOfFile(
  async (opened) => {
    stage = opened;
    busy = await provideLive(stage, 'environments/dev/applications/busy');
  },
  { with: 'base-and-dev' },
);

test('a hundred requests a second, long ones and WebSocket connections: a release and a roll back lose none', () =>
  stage.drive(async () => {
    const all = await traffic(stage, busy);
    await stage.succeed('POST', `/${busy}/releases`, { image: 'busy:2' });
    await stage.sleep(30);
    await stage.succeed('POST', `/${busy}/rollback`, {});
    await stage.sleep(30);
    const { served, versions, lost } = await all.end();
    expect(lost).toEqual([]);
    expect(Object.keys(versions).sort()).toEqual(['1', '2']);
    expect(served.short).toBeGreaterThan(6000);
    expect(served.long).toBeGreaterThan(10);
    expect(served.socket).toBeGreaterThan(10);
    await checkInvariants(stage);
  }));

test('when an operator stops the live tasks, everything that users lose by it is counted, with why', () =>
  stage.drive(async () => {
    const { live } = (await stage.send('GET', `/${busy}`)).body as { live: { release: number } };
    const service = `busy-${live.release}`;
    const all = await traffic(stage, busy, { perSecond: 10, longRequests: 1, sockets: 1, longSeconds: 20 });
    await stage.sleep(5);
    await scaleTo(stage, service, 0);
    await stage.sleep(30);
    const { lost } = await all.end();
    const whyOf = (kind: string) => new Set(lost.filter((each) => each.kind === kind).map(({ why }) => why));
    expect(whyOf('short')).toEqual(new Set(['status 503']));
    // Ten seconds of the drain are not enough for what takes twenty.
    expect([...whyOf('long')]).toContainEqual(expect.stringContaining('deregistered'));
    expect([...whyOf('socket')]).toContainEqual(expect.stringContaining('deregistered'));
    await scaleTo(stage, service, 1);
    await stage.sleep(180);
    await checkInvariants(stage);
  }));
