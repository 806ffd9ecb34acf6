import { RuntimeFault } from '../asl/states-error.ts';
import { type ActivityTask, activityQueue } from '../sfn-store.ts';
import type { StartedTask } from './started-task.ts';
import type { TaskAttempt } from './task-attempt.ts';

/** Queues the task for the activity's workers. It counts as started when one of them takes it. */
export function startActivity(arn: string, attempt: TaskAttempt): (task: StartedTask) => void {
  const { run, taskToken } = attempt.frame;
  const activity = run.store.activities.get(arn);
  if (activity === undefined || taskToken === undefined) throw new RuntimeFault(`The activity ${arn} does not exist.`);
  return ({ pending, events }) => {
    const task: ActivityTask = {
      token: taskToken,
      input: JSON.stringify(attempt.arguments),
      pending,
      start: (workerName) => events.started(workerName),
    };
    const waiting = activityQueue(activity);
    const worker = waiting.workers.shift();
    if (worker === undefined) waiting.tasks.push(task);
    else worker.take(task);
  };
}
