import type { Json } from '../asl/definition.ts';
import { StatesError } from '../asl/states-error.ts';
import { runGuarded } from '../engine/failure.ts';
import type { Frame, StateResult } from '../engine/frame.ts';
import { checkSize, leaveWithResult } from '../engine/state-data.ts';
import { pendingTasks } from '../sfn-store.ts';
import { startActivity } from './activity.ts';
import { startFunction } from './lambda-function.ts';
import { type Awaited, PendingTask } from './pending-task.ts';
import { parseResource, type TaskResource } from './resource.ts';
import { startService } from './service-call.ts';
import type { StartedTask } from './started-task.ts';
import { prepareAttempt, type TaskAttempt } from './task-attempt.ts';
import { activityEvents, functionEvents, serviceEvents, type TaskEvents } from './task-events.ts';
import { makeTaskToken } from './task-token.ts';

export function runTask(frame: Frame): Promise<StateResult> {
  return runGuarded(frame, async () => leaveWithResult(frame, await attemptTask(frame)));
}

async function attemptTask(frame: Frame): Promise<Json> {
  const { run, flow } = frame;
  const resource = parseResource(frame.state.Resource ?? '');
  const needsToken =
    resource.kind === 'activity' || (resource.kind === 'service' && resource.pattern === 'waitForTaskToken');
  frame.taskToken = needsToken ? makeTaskToken(run.kernel.random) : undefined;
  const attempt = await prepareAttempt(frame);
  const events = eventsOf(attempt, resource);
  const start = starterOf(resource, attempt);
  events.scheduled();
  const waiting = { ...attempt.limits, awaited: awaitedOf(resource) };
  const pending = new PendingTask(run.kernel.clock, waiting, flow.signal);
  const { taskToken } = frame;
  if (taskToken !== undefined) {
    run.store.tokens.add(taskToken);
    pendingTasks(run.store).set(taskToken, pending);
  }
  try {
    start({ attempt, pending, events });
    const output = await pending.outcome;
    checkSize(output, resource.kind === 'service' ? resource.service : resource.arn);
    events.succeeded(output);
    return output;
  } catch (error) {
    if (error instanceof StatesError) events.failed(error);
    throw error;
  } finally {
    if (taskToken !== undefined) pendingTasks(run.store).delete(taskToken);
  }
}

function eventsOf(attempt: TaskAttempt, resource: TaskResource): TaskEvents {
  switch (resource.kind) {
    case 'function':
      return functionEvents(attempt, resource.arn);
    case 'activity':
      return activityEvents(attempt, resource.arn);
    case 'service': {
      const suffix = resource.pattern === 'request' ? '' : `.${resource.pattern}`;
      const resourceType = resource.isSdk ? `aws-sdk:${resource.service}` : resource.service;
      return serviceEvents(attempt, resourceType, `${resource.operation}${suffix}`);
    }
  }
}

function awaitedOf(resource: TaskResource): Awaited {
  if (resource.kind === 'service') return resource.pattern === 'request' ? 'response' : 'report';
  return resource.kind === 'function' ? 'response' : 'report';
}

/** Checks what is possible before the task is recorded as scheduled. */
function starterOf(resource: TaskResource, attempt: TaskAttempt): (task: StartedTask) => void {
  switch (resource.kind) {
    case 'function':
      return startFunction(resource.arn);
    case 'activity':
      return startActivity(resource.arn, attempt);
    case 'service':
      return startService(resource, attempt);
  }
}
