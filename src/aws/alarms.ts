import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import type { Alarms } from '../core/ports/index.ts';
import { clientFor } from './clients.ts';

/** CloudWatch. */
export const alarms: Alarms = {
  async states(target, names) {
    const command = new DescribeAlarmsCommand({ AlarmNames: [...names] });
    const { MetricAlarms = [] } = await clientFor(CloudWatchClient, target).send(command);
    return MetricAlarms.map(({ AlarmName, StateValue, StateReason }) => ({
      name: AlarmName ?? '',
      state: StateValue ?? 'INSUFFICIENT_DATA',
      ...(StateReason !== undefined && { reason: StateReason }),
    }));
  },
};
