import type { Kernel } from '../../../kernel/service.ts';
import { TASK_STATE_CHANGE } from '../lifecycle/change-task.ts';
import { ecsStore } from '../store.ts';
import { taskEnded } from './task-ended.ts';
import { wake } from './wake.ts';

/** Subscribes the service scheduler to the state changes of tasks: a service's task that runs or has stopped wakes it. */
export function followTasks(kernel: Kernel): void {
  kernel.onPublish(({ source, detailType, resources }, accountRegion) => {
    if (source !== TASK_STATE_CHANGE.source || detailType !== TASK_STATE_CHANGE.detailType) return;
    const call = { ...accountRegion, kernel };
    const task = ecsStore(call).tasks.get(resources[0] ?? '');
    if (task?.owner === undefined) return;
    if (task.lastStatus === 'RUNNING' && task.stop === undefined) wake(task.owner.service, call);
    if (task.lastStatus === 'STOPPED') taskEnded(task, call);
  });
}
