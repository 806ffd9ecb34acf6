import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStage, type Stage } from './harness.ts';
import { checkInvariants } from './invariants.ts';
import { provideBase, provideEnvironment, provideLive } from './scenes.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.stop());
test('x', () =>
  stage.drive(async () => {
    const lap = (() => {
      let r = performance.now(),
        s = stage.seconds();
      return (n: string) => {
        console.log(n, Math.round(performance.now() - r), 'ms', stage.seconds() - s);
        r = performance.now();
        s = stage.seconds();
      };
    })();
    await provideBase(stage);
    lap('base');
    await provideEnvironment(stage, 'dev');
    lap('env');
    await provideLive(stage, 'environments/dev/applications/hello');
    lap('live');
    await checkInvariants(stage);
    lap('inv');
    const a = await stage.send('POST', '/environments/dev/applications/hello/releases', { body: { image: 'hello:9' } });
    console.log(a.status, JSON.stringify(a.body));
    const v = await stage.send('GET', '/environments/dev/applications/hello');
    console.log(JSON.stringify(v.body));
    const r = await stage.plinth.transport.fetch(`${v.body.url}`);
    console.log(r.status, await r.text());
  }));
