import type { PendingTask } from './pending-task.ts';
import type { TaskAttempt } from './task-attempt.ts';
import type { TaskEvents } from './task-events.ts';

/** A started task: its attempt, its outcome and its history events. */
export interface StartedTask {
  readonly attempt: TaskAttempt;
  readonly pending: PendingTask;
  readonly events: TaskEvents;
}
