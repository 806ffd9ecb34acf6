import {
  DescribeExecutionCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { Workflows } from '../core/ports/index.ts';
import { awsErrorName, unlessAws } from './aws-error.ts';
import { ownClient } from './clients.ts';
import { settings } from './settings.ts';

/** Errors for a task token that was answered before, has timed out, or whose execution has ended. */
const TOKEN_GONE = ['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'];

const causeLengthMax = 32_000;

/** Step Functions. */
export const workflows: Workflows = {
  async start(machine, name, input) {
    const stateMachineArn = arn('stateMachine', machine);
    try {
      const command = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) });
      const { executionArn } = await client().send(command);
      return executionArn ?? executionArnOf(machine, name);
    } catch (error) {
      // The execution has ended. Its name is the operation's id, so it was the same request.
      if (awsErrorName(error) !== 'ExecutionAlreadyExists') throw error;
      return executionArnOf(machine, name);
    }
  },

  executionArn: executionArnOf,

  async stop(executionArn, cause, error) {
    // StopExecution may fail for an execution that has ended, which counts as stopped.
    if ((await workflows.status(executionArn)) !== 'RUNNING') return;
    const command = new StopExecutionCommand({ executionArn, error, cause: cause.slice(0, causeLengthMax) });
    await unlessAws(['ExecutionDoesNotExist'], client().send(command), undefined);
  },

  async status(executionArn) {
    const call = client().send(new DescribeExecutionCommand({ executionArn }));
    const found = await unlessAws(['ExecutionDoesNotExist'], call, undefined);
    return found?.status ?? 'absent';
  },

  async failure(executionArn) {
    const call = client().send(new DescribeExecutionCommand({ executionArn }));
    const { error, cause = '' } = (await unlessAws(['ExecutionDoesNotExist'], call, undefined)) ?? {};
    return error === undefined ? undefined : { error, cause };
  },

  async succeed(taskToken, output) {
    const command = new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) });
    return (await unlessAws(TOKEN_GONE, client().send(command), undefined)) !== undefined;
  },

  async fail(taskToken, error, cause) {
    const command = new SendTaskFailureCommand({ taskToken, error, cause: cause.slice(0, causeLengthMax) });
    return (await unlessAws(TOKEN_GONE, client().send(command), undefined)) !== undefined;
  },
};

function client(): SFNClient {
  return ownClient(SFNClient);
}

/** State machines have fixed names, because a function that they refer to cannot refer to their ARNs in the template. */
function arn(kind: 'stateMachine' | 'execution', name: string): string {
  const { partition, region, account, installation } = settings;
  return `arn:${partition}:states:${region}:${account}:${kind}:${installation}-${name}`;
}

function executionArnOf(machine: string, name: string): string {
  return `${arn('execution', machine)}:${name}`;
}
