import * as schemas from '@aws-sdk/client-cloudwatch';
import type { ResourceType, Service } from '../../kernel/service.ts';
import { evaluateByName } from './alarm-evaluation.ts';
import { alarmOperations } from './alarms.ts';
import { dashboardOperations } from './dashboards.ts';
import { metricDataOperations } from './metric-data.ts';
import { alarmResource } from './resources/alarm.ts';

export const cloudwatch: Service = {
  signingName: 'monitoring',
  schemas,
  operations: { ...metricDataOperations, ...alarmOperations, ...dashboardOperations },
  timers: { evaluate: evaluateByName },
};

export const cloudwatchResourceTypes: readonly ResourceType[] = [alarmResource];
