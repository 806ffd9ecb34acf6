import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';
import type { Stage } from '../../workflows/harness.ts';
import { type Behaviour, push } from '../../workflows/images.ts';
import { checkInvariants } from '../../workflows/invariants.ts';
import { stageOfFile } from '../../workflows/stage-of-file.ts';

const report = 'environments/dev/applications/report';
const fragile = 'environments/dev/applications/fragile';

let stage: Stage;

stageOfFile(
  async (opened) => {
    stage = opened;
  },
  { with: 'base-and-dev' },
);

/** Says one line, works for some seconds, and exits well. */
const saying = (log: string): Behaviour => ({ log, 'exit-after-seconds': '20' });

async function lines(group: string): Promise<readonly string[]> {
  const command = new FilterLogEventsCommand({ logGroupName: `/plinth/dev/${group}` });
  const { events = [] } = await new CloudWatchLogsClient(stage.aws).send(command);
  return events.map(({ message = '' }) => message);
}

async function schedulesThatAreOn(): Promise<readonly string[]> {
  const { Schedules = [] } = await new SchedulerClient(stage.aws).send(new ListSchedulesCommand({ State: 'ENABLED' }));
  return Schedules.flatMap(({ Name = '' }) => (Name.startsWith('report-') ? [Name] : []));
}

test('a job runs at its hours', () =>
  stage.drive(async () => {
    await stage.succeed('PUT', `/${report}`, {
      type: 'job',
      schedule: 'rate(10 minutes)',
      release: { bakeSeconds: 0, keepStandbySeconds: 86_400 },
    });
    await push(stage, 'report', { tag: '1', behaviour: saying('report one') });
    await push(stage, 'report', { tag: '2', behaviour: saying('report two') });
    await stage.succeed('POST', `/${report}/releases`, { image: 'report:1' });
    expect(await lines('report')).toEqual([]);
    await stage.sleep(3600);
    expect((await lines('report')).filter((line) => line === 'report one').length).toBeGreaterThanOrEqual(5);
    await checkInvariants(stage);
  }));

test('after a release the new image runs, and never both', () =>
  stage.drive(async () => {
    const operation = await stage.accept('POST', `/${report}/releases`, { image: 'report:2' });
    while (!(await stage.operation(operation.id)).done) {
      expect((await schedulesThatAreOn()).length).toBeLessThanOrEqual(1);
      await stage.sleep(3);
    }
    expect(await stage.operation(operation.id)).toMatchObject({ status: 'succeeded' });
    await stage.sleep(120);
    const before = (await lines('report')).filter((line) => line === 'report one').length;
    await stage.sleep(3600);
    const after = await lines('report');
    expect(after.filter((line) => line === 'report one')).toHaveLength(before);
    expect(after.filter((line) => line === 'report two').length).toBeGreaterThanOrEqual(5);
    await checkInvariants(stage);
  }));

test('going back while the release before is there turns two schedules, and starts nothing', () =>
  stage.drive(async () => {
    const operation = await stage.succeed('POST', `/${report}/releases/2/rollback`);
    expect(operation.result).toMatchObject({ release: 1, entry: 'shift' });
    expect(await schedulesThatAreOn()).toEqual(['report-1']);
    await checkInvariants(stage);
  }));

test('a release that waits for a person does not run, and one that is rejected never does', () =>
  stage.drive(async () => {
    await stage.succeed('PUT', `/${report}`, {
      type: 'job',
      schedule: 'rate(10 minutes)',
      release: { bakeSeconds: 0, approval: true, migrate: { command: ['node', 'migrate.js'] } },
    });
    const waiting = await stage.run('POST', `/${report}/releases`, { image: 'report:2' });
    expect(waiting.steps.map(({ name, status }) => `${name} ${status}`)).toContain('migrate succeeded');
    expect(waiting.status).toBe('waiting');
    expect(await schedulesThatAreOn()).toEqual(['report-1']);
    await stage.send('POST', `/${report}/releases/3/approval`, { body: { approved: false } });
    expect(await stage.ended(waiting.id)).toMatchObject({ status: 'failed' });
    expect(await schedulesThatAreOn()).toEqual(['report-1']);
    await checkInvariants(stage);
  }));

test('a run that fails is tried again, and then fails', () =>
  stage.drive(async () => {
    await stage.succeed('PUT', `/${fragile}`, {
      type: 'job',
      schedule: 'rate(1 hour)',
      components: { 'job-task': { RetriesMax: 1 } },
      release: { bakeSeconds: 0 },
    });
    await push(stage, 'fragile', {
      tag: '1',
      behaviour: { log: 'no data today', 'exit-after-seconds': '5', 'exit-code': '3' },
    });
    await stage.succeed('POST', `/${fragile}/releases`, { image: 'fragile:1' });
    await stage.sleep(3600 + 600);
    expect(await lines('fragile')).toEqual(['no data today', 'no data today']);
    const stateMachineArn = (await stage.state.readScopeState(`${fragile}/releases/1`))?.stacks['job-task']?.outputs
      .RunMachineArn;
    const { executions = [] } = await new SFNClient(stage.aws).send(new ListExecutionsCommand({ stateMachineArn }));
    expect(executions.map(({ status }) => status)).toEqual(['FAILED']);
    await checkInvariants(stage);
  }));
