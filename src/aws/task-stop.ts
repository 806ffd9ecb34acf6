import type { Task } from '@aws-sdk/client-ecs';
import type { TaskStop } from '../core/ports/index.ts';

/** Why an ECS task stopped, or why it is being stopped. */
export function taskStop(task: Task): TaskStop {
  const failed = task.containers?.find(({ exitCode, reason }) => (exitCode ?? 0) !== 0 || reason !== undefined);
  const container = failed ?? task.containers?.[0];
  const ended = task.stoppingAt ?? task.stoppedAt;
  return {
    taskArn: task.taskArn ?? '',
    reason: [task.stoppedReason, container?.reason].filter((text) => text !== undefined && text !== '').join(': '),
    ...(task.stopCode !== undefined && { stopCode: task.stopCode }),
    ...(ended && { stoppedAt: ended }),
    ...(container?.exitCode !== undefined && { exitCode: container.exitCode }),
  };
}
