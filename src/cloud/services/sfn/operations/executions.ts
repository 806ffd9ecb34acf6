import type {
  DescribeExecutionInput,
  DescribeStateMachineForExecutionInput,
  ListExecutionsInput,
  StartExecutionInput,
  StartSyncExecutionInput,
  StopExecutionInput,
} from '@aws-sdk/client-sfn';
import { AwsError } from '../../../kernel/errors.ts';
import type { Call } from '../../../kernel/service.ts';
import { endExecution } from '../engine/end-execution.ts';
import { type Execution, isRunning, onExecutionEnd } from '../engine/execution.ts';
import { redriveStatus, redriveStatusReason } from '../engine/publish-status.ts';
import type { Run } from '../engine/run.ts';
import { runExecution } from '../engine/run-execution.ts';
import { PAYLOAD_BYTES_MAX } from '../engine/state-data.ts';
import { type StateMachine, type StateMachineVersion, sfnStore } from '../sfn-store.ts';
import { checkName, executionArn, expressArn, findExecution, findMachine, unsupportedType } from './arns.ts';
import { pageOf } from './page.ts';

const NAME_KEPT_MILLISECONDS = 90 * 24 * 3600 * 1000;
const INCLUDED = { included: true };

/** Starting a running execution again with the same name and input answers that execution. */
export function startExecution(input: StartExecutionInput, call: Call) {
  const found = findMachine(call, input.stateMachineArn!);
  const { machine } = found;
  const text = acceptInput(input.input);
  const name = input.name ?? call.kernel.random.uuid();
  checkName(name);
  const existing = sfnStore(call.kernel, call).executions.get(executionArn(call, machine.name, name));
  if (existing !== undefined && isNameTaken(existing, call.kernel.clock.now())) {
    if (!isRunning(existing) || existing.input !== text) {
      throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${existing.arn}'`);
    }
    return { executionArn: existing.arn, startDate: new Date(existing.startMs) };
  }
  const execution = begin(call, found, { name, input: text });
  return { executionArn: execution.arn, startDate: new Date(execution.startMs) };
}

/** Runs an EXPRESS workflow and answers when it has ended. */
export async function startSyncExecution(input: StartSyncExecutionInput, call: Call) {
  const found = findMachine(call, input.stateMachineArn!);
  if (found.machine.type !== 'EXPRESS') throw unsupportedType();
  const name = input.name ?? call.kernel.random.uuid();
  checkName(name);
  const execution = begin(call, found, { name, input: acceptInput(input.input) });
  await new Promise<void>((resolve) => onExecutionEnd(execution, () => resolve()));
  const durationMs = execution.stopMs! - execution.startMs;
  return {
    ...described(execution),
    billingDetails: { billedMemoryUsedInMB: 64, billedDurationInMilliseconds: Math.ceil(durationMs / 100) * 100 },
  };
}

/** Stopping an execution that has ended changes nothing. */
export function stopExecution(input: StopExecutionInput, call: Call) {
  const execution = findExecution(call, input.executionArn!);
  const { error, cause } = input;
  endExecution(runOf(call, execution), { status: 'ABORTED', error, cause, previousEventId: 0 });
  return { stopDate: new Date(execution.stopMs!) };
}

export function describeExecution(input: DescribeExecutionInput, call: Call) {
  const execution = findExecution(call, input.executionArn!);
  const { status } = execution;
  const reason = redriveStatusReason(status);
  return {
    ...described(execution),
    redriveCount: 0,
    redriveStatus: redriveStatus(status),
    ...(reason === undefined ? {} : { redriveStatusReason: reason }),
  };
}

export function describeStateMachineForExecution(input: DescribeStateMachineForExecutionInput, call: Call) {
  const { machine } = findExecution(call, input.executionArn!);
  return {
    stateMachineArn: machine.arn,
    name: machine.name,
    definition: machine.definitionText,
    roleArn: machine.roleArn,
    updateDate: new Date(machine.updateMs),
    loggingConfiguration: machine.loggingConfiguration,
    ...(machine.revisionId === undefined ? {} : { revisionId: machine.revisionId }),
  };
}

/** The latest first. */
export function listExecutions(input: ListExecutionsInput, call: Call) {
  if (input.stateMachineArn === undefined) {
    throw new AwsError('ValidationException', 'Must provide either a valid state machine ARN or map run ARN.');
  }
  const { machine, version } = findMachine(call, input.stateMachineArn);
  if (machine.type === 'EXPRESS') throw unsupportedType();
  const executions = [...sfnStore(call.kernel, call).executions.values()]
    .filter((execution) => execution.machine.arn === machine.arn)
    .filter((execution) => version === undefined || execution.machine.versionArn === version.arn)
    .filter((execution) => input.statusFilter === undefined || execution.status === input.statusFilter)
    .reverse();
  const { items, nextToken } = pageOf(executions, input);
  return { executions: items.map(listed), nextToken };
}

/** What the engine needs to act on an execution. */
export function runOf({ kernel, account, region }: Call, execution: Execution): Run {
  return {
    kernel,
    accountRegion: { account, region },
    store: sfnStore(kernel, { account, region }),
    execution,
    host: { random: kernel.random.next, uuid: kernel.random.uuid, nowMs: kernel.clock.now },
  };
}

function begin(
  call: Call,
  { machine, version }: { machine: StateMachine; version: StateMachineVersion | undefined },
  { name, input }: { name: string; input: string },
): Execution {
  const shown = version ?? machine;
  const arn =
    machine.type === 'EXPRESS'
      ? expressArn(call, { machine: machine.name, execution: name, id: call.kernel.random.uuid() })
      : executionArn(call, machine.name, name);
  const execution: Execution = {
    arn,
    name,
    machine: {
      arn: machine.arn,
      name: machine.name,
      type: machine.type,
      roleArn: shown.roleArn,
      definitionText: shown.definitionText,
      definition: shown.definition,
      versionArn: version?.arn,
      revisionId: shown.revisionId,
      updateMs: machine.updateMs,
      loggingConfiguration: machine.loggingConfiguration,
    },
    input,
    startMs: Math.floor(call.kernel.clock.now()),
    status: 'RUNNING',
    stopMs: undefined,
    output: undefined,
    error: undefined,
    cause: undefined,
    history: [],
    lastEventId: 0,
    transitions: 0,
  };
  const { executions } = sfnStore(call.kernel, call);
  // A reused name moves to the end of the list, like any new execution.
  executions.delete(arn);
  executions.set(arn, execution);
  runExecution(runOf(call, execution));
  return execution;
}

function acceptInput(input: string | undefined): string {
  const text = input ?? '{}';
  try {
    if (Buffer.byteLength(text) > PAYLOAD_BYTES_MAX) throw new Error('Input is too large.');
    if (text === '') throw new Error('Invalid execution input.');
    JSON.parse(text);
    return text;
  } catch (error) {
    const reason = (error as Error).message;
    throw new AwsError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${reason}'`);
  }
}

function isNameTaken({ stopMs }: Execution, nowMs: number): boolean {
  return stopMs === undefined || nowMs - stopMs < NAME_KEPT_MILLISECONDS;
}

function listed(execution: Execution) {
  const { arn, name, machine, status, startMs, stopMs } = execution;
  return {
    executionArn: arn,
    stateMachineArn: machine.arn,
    name,
    status,
    startDate: new Date(startMs),
    ...(stopMs === undefined ? {} : { stopDate: new Date(stopMs) }),
    ...(machine.versionArn === undefined ? {} : { stateMachineVersionArn: machine.versionArn }),
    redriveCount: 0,
  };
}

function described(execution: Execution) {
  const { redriveCount: _redriveCount, ...common } = listed(execution);
  const { input, output, error, cause } = execution;
  return {
    ...common,
    input,
    inputDetails: INCLUDED,
    ...(output === undefined ? {} : { output, outputDetails: INCLUDED }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  };
}
