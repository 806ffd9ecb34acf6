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
import { readSettings } from './settings.ts';

/** Nobody waits for the token any more: answered before, timed out, or its execution ended. */
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
      // It has ended already: the name is the operation's, so it was the same request.
      if (awsErrorName(error) !== 'ExecutionAlreadyExists') throw error;
      return executionArnOf(machine, name);
    }
  },

  executionArn: executionArnOf,

  async stop(executionArn, cause) {
    // What has ended is stopped already, which not every Step Functions takes for a success.
    if ((await workflows.status(executionArn)) !== 'RUNNING') return;
    const command = new StopExecutionCommand({ executionArn, cause: cause.slice(0, causeLengthMax) });
    await unlessAws(['ExecutionDoesNotExist'], client().send(command), undefined);
  },

  async status(executionArn) {
    const call = client().send(new DescribeExecutionCommand({ executionArn }));
    const found = await unlessAws(['ExecutionDoesNotExist'], call, undefined);
    return found?.status ?? 'absent';
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

/** Machines have fixed names: their ARNs cannot be handed to the functions that they themselves refer to. */
function arn(kind: 'stateMachine' | 'execution', name: string): string {
  const { partition, region, account, installation } = readSettings();
  return `arn:${partition}:states:${region}:${account}:${kind}:${installation}-${name}`;
}

function executionArnOf(machine: string, name: string): string {
  return `${arn('execution', machine)}:${name}`;
}
