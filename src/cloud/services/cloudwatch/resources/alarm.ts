import type { PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import { coerceProperties } from '../../../kernel/coerce-properties.ts';
import type { ResourceContext, ResourceType } from '../../../kernel/service.ts';
import { alarms, findAlarm } from '../alarm-store.ts';
import { deleteAlarms, putMetricAlarm } from '../alarms.ts';

const NAME_LENGTH_MAX = 255;
const NUMBERS = ['Period', 'EvaluationPeriods', 'DatapointsToAlarm', 'Threshold'];
const BOOLEANS = ['ActionsEnabled', 'ReturnData'];

/** AWS::CloudWatch::Alarm. `Ref` is the alarm's name. */
export const alarmResource: ResourceType = {
  typeName: 'AWS::CloudWatch::Alarm',
  timing: 'model',
  async create(properties, context) {
    return put(String(properties.AlarmName ?? context.physicalName(NAME_LENGTH_MAX)), properties, context);
  },
  async update(resource, properties, _previous, context) {
    return put(resource.physicalId, properties, context);
  },
  async delete(resource, _properties, context) {
    if (!alarms(context.kernel, context).has(resource.physicalId)) return;
    deleteAlarms({ AlarmNames: [resource.physicalId] }, context);
  },
};

function put(AlarmName: string, properties: Record<string, unknown>, context: ResourceContext) {
  const { Tags: _tags, ...definition } = coerceProperties(properties, { numbers: NUMBERS, booleans: BOOLEANS });
  putMetricAlarm({ ...(definition as unknown as PutMetricAlarmCommandInput), AlarmName }, context);
  const alarm = findAlarm(AlarmName, context);
  alarm.tags = new Map(Object.entries(context.tags));
  return { physicalId: AlarmName, attributes: { Arn: alarm.arn } };
}
