import type { Json } from '../asl/definition.ts';
import { ERROR, type StatesError } from '../asl/states-error.ts';
import { record } from '../engine/flow.ts';
import { errorDetails } from '../engine/history.ts';
import type { EventDetails, EventType } from '../engine/history-event.ts';
import type { TaskAttempt } from './task-attempt.ts';

/** The history events of one attempt, whose types differ for functions, activities and service calls. */
export interface TaskEvents {
  scheduled(): void;
  started(workerName?: string): void;
  submitted(output: Json): void;
  succeeded(output: Json): void;
  failed(error: StatesError): void;
}

type Recorder = (type: EventType, details?: EventDetails) => void;

const WHOLE = { truncated: false };

export function serviceEvents(attempt: TaskAttempt, resourceType: string, resource: string): TaskEvents {
  const append = recorder(attempt);
  const named = { resourceType, resource };
  const { limits, accountRegion, credentialsRoleArn } = attempt;
  return {
    scheduled: () =>
      append('TaskScheduled', {
        taskScheduledEventDetails: {
          ...named,
          region: accountRegion.region,
          parameters: JSON.stringify(attempt.arguments),
          ...(limits.timeoutSeconds === undefined ? {} : { timeoutInSeconds: limits.timeoutSeconds }),
          ...(limits.heartbeatSeconds === undefined ? {} : { heartbeatInSeconds: limits.heartbeatSeconds }),
          ...(credentialsRoleArn === undefined ? {} : { taskCredentials: { roleArn: credentialsRoleArn } }),
        },
      }),
    started: () => append('TaskStarted', { taskStartedEventDetails: named }),
    submitted: (output) =>
      append('TaskSubmitted', {
        taskSubmittedEventDetails: { ...named, output: JSON.stringify(output), outputDetails: WHOLE },
      }),
    succeeded: (output) =>
      append('TaskSucceeded', {
        taskSucceededEventDetails: { ...named, output: JSON.stringify(output), outputDetails: WHOLE },
      }),
    failed(error) {
      const details = { ...named, ...errorDetails(error.errorName, error.causeText) };
      if (isTimeout(error)) append('TaskTimedOut', { taskTimedOutEventDetails: details });
      else append('TaskFailed', { taskFailedEventDetails: details });
    },
  };
}

export function functionEvents(attempt: TaskAttempt, functionArn: string): TaskEvents {
  const append = recorder(attempt);
  const { limits } = attempt;
  return {
    scheduled: () =>
      append('LambdaFunctionScheduled', {
        lambdaFunctionScheduledEventDetails: {
          resource: functionArn,
          input: JSON.stringify(attempt.arguments),
          inputDetails: WHOLE,
          ...(limits.timeoutSeconds === undefined ? {} : { timeoutInSeconds: limits.timeoutSeconds }),
        },
      }),
    started: () => append('LambdaFunctionStarted'),
    submitted: () => {},
    succeeded: (output) =>
      append('LambdaFunctionSucceeded', {
        lambdaFunctionSucceededEventDetails: { output: JSON.stringify(output), outputDetails: WHOLE },
      }),
    failed(error) {
      const details = errorDetails(error.errorName, error.causeText);
      if (isTimeout(error)) append('LambdaFunctionTimedOut', { lambdaFunctionTimedOutEventDetails: details });
      else append('LambdaFunctionFailed', { lambdaFunctionFailedEventDetails: details });
    },
  };
}

export function activityEvents(attempt: TaskAttempt, activityArn: string): TaskEvents {
  const append = recorder(attempt);
  const { limits } = attempt;
  return {
    scheduled: () =>
      append('ActivityScheduled', {
        activityScheduledEventDetails: {
          resource: activityArn,
          input: JSON.stringify(attempt.arguments),
          inputDetails: WHOLE,
          ...(limits.timeoutSeconds === undefined ? {} : { timeoutInSeconds: limits.timeoutSeconds }),
          ...(limits.heartbeatSeconds === undefined ? {} : { heartbeatInSeconds: limits.heartbeatSeconds }),
        },
      }),
    started: (workerName) =>
      append('ActivityStarted', { activityStartedEventDetails: workerName === undefined ? {} : { workerName } }),
    submitted: () => {},
    succeeded: (output) =>
      append('ActivitySucceeded', {
        activitySucceededEventDetails: { output: JSON.stringify(output), outputDetails: WHOLE },
      }),
    failed(error) {
      const details = errorDetails(error.errorName, error.causeText);
      if (isTimeout(error)) append('ActivityTimedOut', { activityTimedOutEventDetails: details });
      else append('ActivityFailed', { activityFailedEventDetails: details });
    },
  };
}

function recorder({ frame }: TaskAttempt): Recorder {
  return (type, details) => record(frame.run, frame.flow, type, details);
}

function isTimeout(error: StatesError): boolean {
  return error.errorName === ERROR.timeout;
}
