import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { expect, test } from 'vitest';
import { openStage } from './open-stage.ts';
import { provideLive } from './scenes.ts';

/** After ten minutes targets and alarms are looked at once a minute. */
const lateSeconds = 700;
/** The event, the end of the wait, the shift back and the end of the operation: sooner than the next look could be. */
const takenBackSecondsMax = 10;

test('an alarm that is raised late in a bake takes the release back at once, and says which', async () => {
  const stage = await openStage({ with: 'base-and-dev' });
  try {
    await stage.drive(async () => {
      const path = await provideLive(stage, 'environments/dev/applications/hello', { bakeSeconds: 1500 });
      const { id } = await stage.accept('POST', `/${path}/releases`, { image: 'hello:2' });
      while (!(await stage.operation(id)).steps.some(({ name, status }) => name === 'bake' && status === 'running')) {
        await stage.sleep(5);
      }
      await stage.sleep(lateSeconds);
      const AlarmName = (await stage.state.readScopeState(path))?.stacks.service?.outputs.AlarmNameOne;
      const raised = { AlarmName, StateValue: 'ALARM', StateReason: '12 server errors within a minute' } as const;
      await new CloudWatchClient(stage.aws).send(new SetAlarmStateCommand(raised));
      const raisedAt = stage.seconds();
      expect(await stage.ended(id)).toMatchObject({
        status: 'failed',
        error: {
          code: 'AlarmRaised',
          message: `alarm \`${AlarmName}\` of slot one is in state ALARM: 12 server errors within a minute`,
        },
      });
      expect(stage.seconds() - raisedAt).toBeLessThan(takenBackSecondsMax);
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
