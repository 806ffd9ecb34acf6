import { afterEach, beforeEach, expect, it } from 'vitest';
import { createKernel, type RunningKernel } from '../../../src/cloud/kernel/kernel.ts';
import { cloudwatch } from '../../../src/cloud/services/cloudwatch/index.ts';
import { cloudwatchLogs } from '../../../src/cloud/services/cloudwatch-logs/index.ts';

const place = { account: '111122223333', region: 'eu-west-1' };

let kernel: RunningKernel;

beforeEach(async () => {
  kernel = createKernel({ clock: 'virtual', seed: 1 }, [cloudwatchLogs, cloudwatch], []);
  await logs('CreateLogGroup', { logGroupName: '/app' });
  await logs('CreateLogStream', { logGroupName: '/app', logStreamName: 's' });
});
afterEach(() => kernel.stop());

function logs(operation: string, input: object) {
  return kernel.invoke('logs', operation, input, place);
}

async function filter(filterPattern: string, transformation: object) {
  const metricTransformations = [{ metricNamespace: 'app', metricName: 'count', ...transformation }];
  await logs('PutMetricFilter', { logGroupName: '/app', filterName: 'f', filterPattern, metricTransformations });
}

/** Writes the lines, and answers sum and number of the metric's data of the last minutes. */
async function sumAfter(...lines: string[]) {
  const timestamp = kernel.clock.now();
  const logEvents = lines.map((message) => ({ message, timestamp }));
  await logs('PutLogEvents', { logGroupName: '/app', logStreamName: 's', logEvents });
  const { Datapoints } = await kernel.invoke<{ Datapoints: { Sum: number; SampleCount: number }[] }>(
    'monitoring',
    'GetMetricStatistics',
    {
      Namespace: 'app',
      MetricName: 'count',
      StartTime: new Date(timestamp - 60_000),
      EndTime: new Date(timestamp + 60_000),
      Period: 300,
      Statistics: ['Sum', 'SampleCount'],
    },
    place,
  );
  return Datapoints.map(({ Sum, SampleCount }) => [Sum, SampleCount]);
}

it('counts every line that matches', async () => {
  await filter('?ERROR ?FATAL', { metricValue: '1' });
  expect(await sumAfter('ERROR one', 'fine', 'FATAL two')).toEqual([[2, 2]]);
});

it('says nothing, or the default value, when no line matches', async () => {
  await filter('ERROR', { metricValue: '1' });
  expect(await sumAfter('fine')).toEqual([]);
  await filter('ERROR', { metricValue: '1', defaultValue: 0 });
  expect(await sumAfter('fine', 'fine')).toEqual([[0, 1]]);
});

it('takes the value from a field, and no value from a line without it', async () => {
  await filter('{ $.ms > 0 }', { metricValue: '$.ms' });
  expect(await sumAfter('{"ms": 20}', '{"ms": 22}', 'plain')).toEqual([[42, 2]]);
});
