import type {
  CreateActivityInput,
  DeleteActivityInput,
  DescribeActivityInput,
  GetActivityTaskInput,
  ListActivitiesInput,
} from '@aws-sdk/client-sfn';
import type { Call } from '../../../kernel/service.ts';
import { type Activity, type ActivityTask, type ActivityWorker, activityQueue, sfnStore } from '../sfn-store.ts';
import { activityArn, checkName, findActivity } from './arns.ts';
import { pageOf } from './page.ts';

/** AWS's long poll of GetActivityTask. */
const POLL_SECONDS = 60;

export function createActivity(input: CreateActivityInput, call: Call) {
  checkName(input.name!);
  const { activities } = sfnStore(call.kernel, call);
  const arn = activityArn(call, input.name!);
  const activity: Activity = activities.get(arn) ?? {
    arn,
    name: input.name!,
    creationMs: call.kernel.clock.now(),
    tags: new Map((input.tags ?? []).map(({ key, value }) => [key!, value ?? ''])),
  };
  activities.set(arn, activity);
  return { activityArn: arn, creationDate: new Date(activity.creationMs) };
}

export function deleteActivity(input: DeleteActivityInput, call: Call) {
  sfnStore(call.kernel, call).activities.delete(input.activityArn!);
  return {};
}

export function describeActivity(input: DescribeActivityInput, call: Call) {
  const { arn, name, creationMs } = findActivity(call, input.activityArn!);
  return { activityArn: arn, name, creationDate: new Date(creationMs) };
}

export function listActivities(input: ListActivitiesInput, call: Call) {
  const { items, nextToken } = pageOf([...sfnStore(call.kernel, call).activities.values()], input);
  return {
    activities: items.map(({ arn, name, creationMs }) => ({
      activityArn: arn,
      name,
      creationDate: new Date(creationMs),
    })),
    nextToken,
  };
}

/** Answers a task, or an empty result after a minute. */
export async function getActivityTask(input: GetActivityTaskInput, call: Call) {
  const activity = findActivity(call, input.activityArn!);
  const task = nextTask(activity) ?? (await waitForTask(activity, input.workerName, call));
  if (task === undefined) return {};
  task.start(input.workerName);
  task.pending.start();
  return { taskToken: task.token, input: task.input };
}

function nextTask(activity: Activity): ActivityTask | undefined {
  for (;;) {
    const task = activityQueue(activity).tasks.shift();
    if (task === undefined || !task.pending.isOver) return task;
  }
}

function waitForTask(activity: Activity, name: string | undefined, call: Call): Promise<ActivityTask | undefined> {
  const { workers } = activityQueue(activity);
  return new Promise((resolve) => {
    const worker: ActivityWorker = {
      name,
      take: (task) => {
        cancel();
        resolve(task);
      },
    };
    const cancel = call.kernel.clock.after(POLL_SECONDS, () => {
      workers.splice(workers.indexOf(worker), 1);
      resolve(undefined);
    });
    workers.push(worker);
  });
}
