import { describe, expect, it } from 'vitest';
import { createKernel } from '../../../src/cloud/kernel/kernel.ts';
import type { CloudEvent, Service } from '../../../src/cloud/kernel/service.ts';
import { cloudwatch } from '../../../src/cloud/services/cloudwatch/index.ts';

const place = { account: '111122223333', region: 'eu-west-1' };
const topicArn = 'arn:aws:sns:eu-west-1:111122223333:alerts';

function cloud() {
  const published: Record<string, unknown>[] = [];
  const events: CloudEvent[] = [];
  const sns: Service = {
    signingName: 'sns',
    schemas: {},
    operations: { Publish: (input: Record<string, string>) => published.push(JSON.parse(input.Message!)) },
  };
  const kernel = createKernel({ clock: 'virtual', seed: 1 }, [cloudwatch, sns], []);
  kernel.onPublish((event) => events.push(event));
  const call = <T = Record<string, unknown>>(operation: string, input: object) =>
    kernel.clock.drive(kernel.invoke<T>('monitoring', operation, input, place));
  const pass = (seconds: number) => kernel.clock.drive(kernel.clock.sleep(seconds));
  const errors = (Value: number) =>
    call('PutMetricData', {
      Namespace: 'Shop',
      MetricData: [{ MetricName: 'Errors', Dimensions: [{ Name: 'App', Value: 'a' }], Value }],
    });
  const alarm = (more: object = {}) =>
    call('PutMetricAlarm', {
      AlarmName: 'errors',
      Namespace: 'Shop',
      MetricName: 'Errors',
      Dimensions: [{ Name: 'App', Value: 'a' }],
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 2,
      DatapointsToAlarm: 1,
      Threshold: 5,
      ComparisonOperator: 'GreaterThanThreshold',
      AlarmActions: [topicArn],
      ...more,
    });
  const state = async () => {
    const { MetricAlarms } = await call<{ MetricAlarms: { StateValue: string }[] }>('DescribeAlarms', {
      AlarmNames: ['errors'],
    });
    return MetricAlarms[0]!.StateValue;
  };
  return { call, pass, errors, alarm, state, events, published };
}

describe('cloudwatch', () => {
  it('turns an alarm on while the metric is over its threshold, and off after', async () => {
    const { pass, errors, alarm, state, events, published } = cloud();
    await alarm();
    expect(await state()).toBe('INSUFFICIENT_DATA');
    await errors(3);
    await pass(61);
    expect(await state()).toBe('OK');
    await errors(4);
    await errors(4);
    await pass(60);
    expect(await state()).toBe('ALARM');
    expect(events.map(({ detail }) => [detail.alarmName, (detail.state as { value: string }).value])).toEqual([
      ['errors', 'OK'],
      ['errors', 'ALARM'],
    ]);
    expect(events[1]).toMatchObject({ source: 'aws.cloudwatch', detailType: 'CloudWatch Alarm State Change' });
    expect(published).toMatchObject([{ AlarmName: 'errors', NewStateValue: 'ALARM', OldStateValue: 'OK' }]);
    await pass(600);
    expect(await state()).toBe('INSUFFICIENT_DATA');
  });

  it.each([
    ['notBreaching', 'OK'],
    ['breaching', 'ALARM'],
    ['ignore', 'INSUFFICIENT_DATA'],
  ])('treats missing data as %s', async (TreatMissingData, expected) => {
    const { pass, alarm, state } = cloud();
    await alarm({ TreatMissingData });
    await pass(600);
    expect(await state()).toBe(expected);
  });

  it('is set by hand, and keeps quiet when its actions are disabled', async () => {
    const { call, alarm, state, published, events } = cloud();
    await alarm();
    await call('DisableAlarmActions', { AlarmNames: ['errors'] });
    await call('SetAlarmState', { AlarmName: 'errors', StateValue: 'ALARM', StateReason: 'a test' });
    expect([await state(), published.length, events.length]).toEqual(['ALARM', 0, 1]);
    await expect(
      call('SetAlarmState', { AlarmName: 'other', StateValue: 'OK', StateReason: 'x' }),
    ).rejects.toMatchObject({ code: 'ResourceNotFound' });
  });

  it('answers statistics by period', async () => {
    const { call, pass, errors } = cloud();
    await errors(1);
    await errors(5);
    await pass(60);
    await errors(10);
    const range = { StartTime: new Date('2026-01-05T09:00:00Z'), EndTime: new Date('2026-01-05T09:10:00Z') };
    const metric = { Namespace: 'Shop', MetricName: 'Errors', Dimensions: [{ Name: 'App', Value: 'a' }] };
    expect(
      await call('GetMetricStatistics', {
        ...metric,
        ...range,
        Period: 60,
        Statistics: ['Sum', 'Average', 'SampleCount'],
      }),
    ).toMatchObject({
      Datapoints: [
        { Timestamp: new Date('2026-01-05T09:00:00Z'), Sum: 6, Average: 3, SampleCount: 2 },
        { Timestamp: new Date('2026-01-05T09:01:00Z'), Sum: 10 },
      ],
    });
    expect(
      await call('GetMetricData', {
        ...range,
        MetricDataQueries: [{ Id: 'm', MetricStat: { Metric: metric, Period: 600, Stat: 'p50' } }],
      }),
    ).toMatchObject({ MetricDataResults: [{ Id: 'm', Values: [5] }] });
  });

  it('keeps dashboards', async () => {
    const { call } = cloud();
    await call('PutDashboard', { DashboardName: 'shop', DashboardBody: '{"widgets":[]}' });
    expect(await call('GetDashboard', { DashboardName: 'shop' })).toMatchObject({ DashboardBody: '{"widgets":[]}' });
    await expect(call('PutDashboard', { DashboardName: 'shop', DashboardBody: '{' })).rejects.toMatchObject({
      code: 'InvalidParameterInput',
    });
  });
});
