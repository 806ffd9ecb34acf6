import type { PendingTask } from './pending-task.ts';
import type { TaskAttempt } from './task-attempt.ts';
import type { TaskEvents } from './task-events.ts';

/** What a task is started with: its attempt, how it ends, and its events. */
export interface StartedTask {
  readonly attempt: TaskAttempt;
  readonly pending: PendingTask;
  readonly events: TaskEvents;
}
