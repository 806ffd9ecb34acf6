import { describe, expect, it } from 'vitest';
import { createKernel } from '../../../src/cloud/kernel/kernel.ts';
import { cloudwatchLogs, cloudwatchLogsResourceTypes } from '../../../src/cloud/services/cloudwatch-logs/index.ts';

const place = { account: '111122223333', region: 'eu-west-1' };

interface Page {
  events: { message: string }[];
  nextForwardToken: string;
  nextBackwardToken: string;
}

async function cloudWithStream() {
  const kernel = createKernel({ clock: 'virtual', seed: 1 }, [cloudwatchLogs], cloudwatchLogsResourceTypes);
  const logs = <T = Record<string, unknown>>(operation: string, input: object) =>
    kernel.invoke<T>('logs', operation, input, place);
  await logs('CreateLogGroup', { logGroupName: '/app' });
  await logs('CreateLogStream', { logGroupName: '/app', logStreamName: 's' });
  const put = (...messages: string[]) =>
    logs('PutLogEvents', {
      logGroupName: '/app',
      logStreamName: 's',
      logEvents: messages.map((message, index) => ({ message, timestamp: kernel.clock.now() + index })),
    });
  const filter = async (filterPattern: string) => {
    const { events } = await logs<Page>('FilterLogEvents', { logGroupName: '/app', filterPattern });
    return events.map(({ message }) => message);
  };
  return { kernel, logs, put, filter };
}

describe('log groups', () => {
  it('refuses a name that is taken', async () => {
    const { logs } = await cloudWithStream();
    await expect(logs('CreateLogGroup', { logGroupName: '/app' })).rejects.toMatchObject({
      code: 'ResourceAlreadyExistsException',
    });
  });

  it('refuses a name with characters AWS does not know', async () => {
    const { logs } = await cloudWithStream();
    await expect(logs('CreateLogGroup', { logGroupName: 'a b' })).rejects.toThrow("Value 'a b' at 'logGroupName'");
  });

  it('takes only the retention periods that AWS offers', async () => {
    const { logs } = await cloudWithStream();
    await logs('PutRetentionPolicy', { logGroupName: '/app', retentionInDays: 14 });
    const { logGroups } = await logs<{ logGroups: object[] }>('DescribeLogGroups', { logGroupNamePrefix: '/a' });
    expect(logGroups).toMatchObject([
      { retentionInDays: 14, arn: 'arn:aws:logs:eu-west-1:111122223333:log-group:/app:*' },
    ]);
    await expect(logs('PutRetentionPolicy', { logGroupName: '/app', retentionInDays: 2 })).rejects.toMatchObject({
      code: 'InvalidParameterException',
    });
  });

  it('are gone after they are deleted', async () => {
    const { logs, put } = await cloudWithStream();
    await logs('DeleteLogGroup', { logGroupName: '/app' });
    await expect(put('late')).rejects.toThrow('The specified log group does not exist.');
  });
});

describe('log events', () => {
  it('are read page by page from the head', async () => {
    const { logs, put } = await cloudWithStream();
    await put('one', 'two', 'three');
    const query = { logGroupName: '/app', logStreamName: 's', startFromHead: true, limit: 2 };
    const first = await logs<Page>('GetLogEvents', query);
    const second = await logs<Page>('GetLogEvents', { ...query, nextToken: first.nextForwardToken });
    const end = await logs<Page>('GetLogEvents', { ...query, nextToken: second.nextForwardToken });
    expect(first.events.map(({ message }) => message)).toEqual(['one', 'two']);
    expect(second.events.map(({ message }) => message)).toEqual(['three']);
    expect(end).toMatchObject({ events: [], nextForwardToken: second.nextForwardToken });
  });

  it('are read backwards from the newest', async () => {
    const { logs, put } = await cloudWithStream();
    await put('one', 'two', 'three');
    const query = { logGroupName: '/app', logStreamName: 's', limit: 2 };
    const newest = await logs<Page>('GetLogEvents', query);
    const older = await logs<Page>('GetLogEvents', { ...query, nextToken: newest.nextBackwardToken });
    expect(newest.events.map(({ message }) => message)).toEqual(['two', 'three']);
    expect(older.events.map(({ message }) => message)).toEqual(['one']);
  });

  it('out of order are refused', async () => {
    const { kernel, logs } = await cloudWithStream();
    const logEvents = [
      { message: 'b', timestamp: kernel.clock.now() + 5 },
      { message: 'a', timestamp: kernel.clock.now() },
    ];
    await expect(logs('PutLogEvents', { logGroupName: '/app', logStreamName: 's', logEvents })).rejects.toThrow(
      'chronological order',
    );
  });

  it('are found by terms, phrases and exclusions', async () => {
    const { put, filter } = await cloudWithStream();
    await put('ERROR disk full', 'ERROR disk slow', 'INFO all well');
    expect(await filter('ERROR -slow')).toEqual(['ERROR disk full']);
    expect(await filter('"all well"')).toEqual(['INFO all well']);
    expect(await filter('?full ?well')).toEqual(['ERROR disk full', 'INFO all well']);
    expect(await filter('%d[a-z]sk s%')).toEqual(['ERROR disk slow']);
  });

  it('are found by a pattern over JSON', async () => {
    const { put, filter } = await cloudWithStream();
    await put('{"level":"ERROR","count":3}', '{"level":"ERROR","count":9,"user":null}', 'ERROR no JSON');
    expect(await filter('{ $.level = "ERROR" && $.count > 3 }')).toEqual(['{"level":"ERROR","count":9,"user":null}']);
    expect(await filter('{ $.level = "E*" && ($.count = 3 || $.user NOT EXISTS) }')).toEqual([
      '{"level":"ERROR","count":3}',
    ]);
    expect(await filter('{ $.user IS NULL }')).toEqual(['{"level":"ERROR","count":9,"user":null}']);
  });
});
