import { alarms, state, workflows } from '../../src/aws/ports.ts';
import { AlarmRaised, alarmRaised } from '../../src/core/release/alarm-raised.ts';
import { event } from '../chain/event.ts';

/** Event "CloudWatch Alarm State Change": takes back the releases that are watched with the alarm. */
export const handler = event(AlarmRaised, (input) => alarmRaised(input, { alarms, state, workflows }));
