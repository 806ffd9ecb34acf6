import * as schemas from '@aws-sdk/client-cloudwatch';
import type { ResourceType, Service } from '../../kernel/service.ts';
import { alarms } from './alarm-store.ts';
import { alarmOperations } from './alarms.ts';
import { dashboardOperations } from './dashboards.ts';
import { metricDataOperations } from './metric-data.ts';
import { alarmResource } from './resources/alarm.ts';

export const cloudwatch: Service = {
  signingName: 'monitoring',
  schemas,
  operations: { ...metricDataOperations, ...alarmOperations, ...dashboardOperations },
  start(kernel) {
    kernel.onStop(() => {
      for (const accountRegion of kernel.accountRegions('monitoring')) {
        for (const alarm of alarms(kernel, accountRegion).values()) alarm.stopEvaluation?.();
      }
    });
  },
};

export const cloudwatchResourceTypes: readonly ResourceType[] = [alarmResource];
