import * as schemas from '@aws-sdk/client-scheduler';
import type { ResourceType, Service } from '../../kernel/service.ts';
import { scheduleResource } from './resources/schedule.ts';
import { scheduleGroupResource } from './resources/schedule-group.ts';
import { scheduleIsDue } from './run-schedule.ts';
import { scheduleGroupOperations } from './schedule-groups.ts';
import { scheduleOperations } from './schedules.ts';

export const scheduler: Service = {
  signingName: 'scheduler',
  schemas,
  operations: { ...scheduleOperations, ...scheduleGroupOperations },
  timers: { due: scheduleIsDue },
};

export const schedulerResourceTypes: readonly ResourceType[] = [scheduleResource, scheduleGroupResource];
