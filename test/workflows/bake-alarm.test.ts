import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { expect, test } from 'vitest';
import { openStage } from './open-stage.ts';
import { provideBase, provideEnvironment, provideLive } from './scenes.ts';

test('an alarm that is raised while a release bakes takes it back, and says which', async () => {
  const stage = await openStage();
  try {
    await stage.drive(async () => {
      await provideBase(stage);
      await provideEnvironment(stage, 'dev');
      const path = await provideLive(stage, 'environments/dev/applications/hello', { bakeSeconds: 120 });
      const { id } = await stage.accept('POST', `/${path}/releases`, { image: 'hello:2' });
      while (!(await stage.operation(id)).steps.some(({ name, status }) => name === 'bake' && status === 'running')) {
        await stage.sleep(1);
      }
      const AlarmName = (await stage.state.readScopeState(path))?.stacks.service?.outputs.AlarmNameOne;
      const raised = { AlarmName, StateValue: 'ALARM', StateReason: '12 server errors within a minute' } as const;
      await new CloudWatchClient(stage.aws).send(new SetAlarmStateCommand(raised));
      expect(await stage.ended(id)).toMatchObject({
        status: 'failed',
        error: {
          code: 'AlarmRaised',
          message: `alarm \`${AlarmName}\` of slot one is in state ALARM: 12 server errors within a minute`,
        },
      });
      expect((await stage.send('GET', `/${path}`)).body.live).toMatchObject({
        slot: 'two',
        release: 1,
        weights: { one: 0, two: 100 },
      });
    });
  } finally {
    await stage.stop();
  }
});
