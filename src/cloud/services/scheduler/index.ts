import * as schemas from '@aws-sdk/client-scheduler';
import type { ResourceType, Service } from '../../kernel/service.ts';
import { scheduleResource } from './resources/schedule.ts';
import { scheduleGroupResource } from './resources/schedule-group.ts';
import { scheduleGroupOperations } from './schedule-groups.ts';
import { scheduleGroups } from './schedule-store.ts';
import { scheduleOperations } from './schedules.ts';

export const scheduler: Service = {
  signingName: 'scheduler',
  schemas,
  operations: { ...scheduleOperations, ...scheduleGroupOperations },
  start(kernel) {
    kernel.onStop(() => {
      for (const accountRegion of kernel.accountRegions('scheduler')) {
        for (const group of scheduleGroups(kernel, accountRegion).values()) {
          for (const schedule of group.schedules.values()) schedule.stop();
        }
      }
    });
  },
};

export const schedulerResourceTypes: readonly ResourceType[] = [scheduleResource, scheduleGroupResource];
