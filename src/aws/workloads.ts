import { assertNever } from '../core/assert-never.ts';
import type { Workloads } from '../core/ports/index.ts';
import { observeService, scaleService } from './ecs-services.ts';
import { findTask, observeTask, runTask, stopTask } from './one-off-tasks.ts';
import { observeScalingGroup, scaleGroup } from './scaling-groups.ts';
import { observeSchedule, setScheduleState } from './schedules.ts';

/** What releases run as, in the AWS service that runs it. */
export const workloads: Workloads = {
  async observe({ target, workload }, name) {
    switch (workload.kind) {
      case 'service':
        return observeService(target, workload.cluster, name);
      case 'scaling-group':
        return observeScalingGroup(target, name);
      case 'schedule':
        return observeSchedule(target, workload.group, name);
      default:
        return assertNever(workload);
    }
  },

  async scale({ target, workload }, name, desired) {
    switch (workload.kind) {
      case 'service':
        return scaleService(target, { cluster: workload.cluster, service: name }, desired);
      case 'scaling-group':
        return scaleGroup(target, name, desired);
      case 'schedule':
        return;
      default:
        return assertNever(workload);
    }
  },

  setScheduleState,
  runTask,
  findTask,
  stopTask,
  observeTask,
};
