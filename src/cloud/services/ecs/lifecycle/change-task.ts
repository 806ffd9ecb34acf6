import { describeTask } from '../describe-task.ts';
import type { EcsCall, Task, TaskStatus } from '../store.ts';

/** What the events of a task are published as. */
export const TASK_STATE_CHANGE = { source: 'aws.ecs', detailType: 'ECS Task State Change' } as const;

/** Moves a task to a status, with its containers where they follow it, and publishes the change. */
export function changeTask(task: Task, lastStatus: TaskStatus, call: EcsCall): void {
  task.lastStatus = lastStatus;
  for (const container of task.containers) {
    if (lastStatus === 'STOPPED') container.lastStatus = 'STOPPED';
  }
  publishTask(task, call);
}

/** Publishes `ECS Task State Change`. Receivers order these events by `version`: they may arrive in any order. */
export function publishTask(task: Task, call: EcsCall): void {
  task.version++;
  const { attributes: _attributes, tags: _tags, attachments, ...described } = describeTask(task);
  const detail = {
    ...described,
    updatedAt: new Date(call.kernel.clock.now()),
    attachments: attachments.map((attachment) => ({ ...attachment, type: 'eni' })),
  };
  call.kernel.publish(
    {
      ...TASK_STATE_CHANGE,
      resources: [task.arn],
      detail: JSON.parse(JSON.stringify(detail)) as Record<string, unknown>,
    },
    { account: call.account, region: call.region },
  );
}
