import { describe, expect, it } from 'vitest';
import { AwsError } from '../../../src/cloud/kernel/errors.ts';
import { createKernel } from '../../../src/cloud/kernel/kernel.ts';
import type { Service } from '../../../src/cloud/kernel/service.ts';
import { scheduler } from '../../../src/cloud/services/scheduler/index.ts';

const place = { account: '111122223333', region: 'eu-west-1' };
const stateMachineArn = 'arn:aws:states:eu-west-1:111122223333:stateMachine:release';
const role = { RoleArn: 'arn:aws:iam::111122223333:role/scheduler' };
const off = { FlexibleTimeWindow: { Mode: 'OFF' } };

/** A Step Functions service that records what it is asked to start; the first `failures` calls are throttled. */
function cloud(failures = 0) {
  const started: { at: string; input: Record<string, unknown> }[] = [];
  let left = failures;
  const states: Service = {
    signingName: 'states',
    schemas: {},
    operations: {
      StartExecution(input: Record<string, unknown>) {
        if (left-- > 0) throw new AwsError('ThrottlingException', 'Rate exceeded');
        started.push({ at: new Date(kernel.clock.now()).toISOString().slice(0, 16), input });
        return {};
      },
    },
  };
  const ecs: Service = {
    signingName: 'ecs',
    schemas: {},
    operations: {
      RunTask(input: Record<string, unknown>) {
        const failures = left-- > 0 ? [{ reason: 'RESOURCE:CPU' }] : [];
        if (failures.length === 0) started.push({ at: new Date(kernel.clock.now()).toISOString().slice(0, 16), input });
        return { tasks: [], failures };
      },
    },
  };
  const kernel = createKernel({ clock: 'virtual', seed: 1 }, [scheduler, states, ecs], []);
  const call = <T = Record<string, unknown>>(operation: string, input: object) =>
    kernel.clock.drive(kernel.invoke<T>('scheduler', operation, input, place));
  const pass = (hours: number) => kernel.clock.drive(kernel.clock.sleep(hours * 3600));
  return { call, pass, started };
}

describe('scheduler', () => {
  it('runs an at() once and then deletes the schedule', async () => {
    const { call, pass, started } = cloud();
    await call('CreateSchedule', {
      Name: 'retire',
      ScheduleExpression: 'at(2026-01-05T11:00:00)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
      ActionAfterCompletion: 'DELETE',
      ...off,
      Target: { Arn: stateMachineArn, ...role, Input: '{"by":"<aws.scheduler.schedule-arn>"}' },
    });
    expect(await call('GetSchedule', { Name: 'retire' })).toMatchObject({ State: 'ENABLED', GroupName: 'default' });
    await pass(3);
    const scheduleArn = 'arn:aws:scheduler:eu-west-1:111122223333:schedule/default/retire';
    expect(started).toEqual([
      { at: '2026-01-05T10:00', input: { stateMachineArn, input: JSON.stringify({ by: scheduleArn }) } },
    ]);
    await expect(call('GetSchedule', { Name: 'retire' })).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
      status: 404,
    });
  });

  it('runs a task with the overrides of its input, and tries again when there is no room for it', async () => {
    const { call, pass, started } = cloud(1);
    await call('CreateSchedule', {
      Name: 'report',
      ScheduleExpression: 'at(2026-01-05T10:00:00)',
      ...off,
      Target: {
        Arn: 'arn:aws:ecs:eu-west-1:111122223333:cluster/dev',
        ...role,
        Input: '{"containerOverrides":[{"name":"application","command":["report"]}]}',
        EcsParameters: {
          TaskDefinitionArn: 'report:1',
          LaunchType: 'FARGATE',
          NetworkConfiguration: { awsvpcConfiguration: { Subnets: ['subnet-1'], AssignPublicIp: 'ENABLED' } },
        },
      },
    });
    await pass(3);
    expect(started.map(({ input }) => input)).toEqual([
      {
        cluster: 'arn:aws:ecs:eu-west-1:111122223333:cluster/dev',
        taskDefinition: 'report:1',
        count: 1,
        launchType: 'FARGATE',
        networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'], assignPublicIp: 'ENABLED' } },
        overrides: { containerOverrides: [{ name: 'application', command: ['report'] }] },
      },
    ]);
  });

  it('calls any operation of a service by a universal target', async () => {
    const { call, pass, started } = cloud();
    await call('CreateSchedule', {
      Name: 'sweep',
      ScheduleExpression: 'rate(1 hour)',
      ...off,
      Target: {
        Arn: 'arn:aws:scheduler:::aws-sdk:sfn:startExecution',
        ...role,
        Input: JSON.stringify({ StateMachineArn: stateMachineArn, Input: '{"KeepCase":1}' }),
      },
    });
    await pass(2.5);
    expect(started).toEqual([
      { at: '2026-01-05T10:00', input: { stateMachineArn, input: '{"KeepCase":1}' } },
      { at: '2026-01-05T11:00', input: { stateMachineArn, input: '{"KeepCase":1}' } },
    ]);
  });

  it('stops with its end date, with a change to disabled, and with its group', async () => {
    const { call, pass, started } = cloud();
    const definition = { ScheduleExpression: 'cron(0 * * * ? *)', ...off, Target: { Arn: stateMachineArn, ...role } };
    await call('CreateSchedule', { Name: 'ends', ...definition, EndDate: new Date('2026-01-05T10:30:00Z') });
    await call('CreateSchedule', { Name: 'off', ...definition });
    await call('CreateScheduleGroup', { Name: 'team' });
    await call('CreateSchedule', { Name: 'grouped', GroupName: 'team', ...definition });
    await pass(1.5);
    expect(started).toHaveLength(3);
    await call('UpdateSchedule', { Name: 'off', ...definition, State: 'DISABLED' });
    await call('DeleteScheduleGroup', { Name: 'team' });
    await pass(5);
    expect(started).toHaveLength(3);
  });

  it('tries again while the target is throttled', async () => {
    const { call, pass, started } = cloud(2);
    await call('CreateSchedule', {
      Name: 'once',
      ScheduleExpression: 'at(2026-01-05T10:00:00)',
      ...off,
      Target: { Arn: stateMachineArn, ...role },
    });
    await pass(2);
    expect(started).toHaveLength(1);
  });

  it('refuses a bad expression, a bad time zone, a missing role and a taken name', async () => {
    const { call } = cloud();
    const good = { Name: 'a', ScheduleExpression: 'rate(1 hour)', ...off, Target: { Arn: stateMachineArn, ...role } };
    for (const change of [
      { ScheduleExpression: 'rate(1 hours)' },
      { ScheduleExpressionTimezone: 'Mars/Olympus' },
      { Target: { Arn: stateMachineArn } },
    ]) {
      await expect(call('CreateSchedule', { ...good, ...change })).rejects.toMatchObject({
        code: 'ValidationException',
      });
    }
    await call('CreateSchedule', good);
    await expect(call('CreateSchedule', good)).rejects.toMatchObject({ code: 'ConflictException', status: 409 });
  });
});
