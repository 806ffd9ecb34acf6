import type { SendTaskFailureInput, SendTaskHeartbeatInput, SendTaskSuccessInput } from '@aws-sdk/client-sfn';
import { AwsError } from '../../../kernel/errors.ts';
import type { Call } from '../../../kernel/service.ts';
import type { Json } from '../asl/definition.ts';
import { StatesError } from '../asl/states-error.ts';
import { sfnStore } from '../sfn-store.ts';
import { openTask } from '../tasks/task-token.ts';

export function sendTaskSuccess(input: SendTaskSuccessInput, call: Call) {
  const task = openTask(sfnStore(call.kernel, call), input.taskToken!);
  task.succeed(parsedOutput(input.output!));
  return {};
}

export function sendTaskFailure(input: SendTaskFailureInput, call: Call) {
  const task = openTask(sfnStore(call.kernel, call), input.taskToken!);
  task.fail(new StatesError(input.error, input.cause));
  return {};
}

export function sendTaskHeartbeat(input: SendTaskHeartbeatInput, call: Call) {
  openTask(sfnStore(call.kernel, call), input.taskToken!).heartbeat();
  return {};
}

function parsedOutput(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new AwsError('InvalidOutput', `Invalid Output: '${(error as Error).message}'`);
  }
}
