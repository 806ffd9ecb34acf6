import { AwsError } from '../../../kernel/errors.ts';
import type { AccountRegion, Call } from '../../../kernel/service.ts';
import type { Execution } from '../engine/execution.ts';
import { type Activity, type StateMachine, type StateMachineVersion, sfnStore } from '../sfn-store.ts';

const NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u;

export function stateMachineArn({ region, account }: AccountRegion, name: string): string {
  return `arn:aws:states:${region}:${account}:stateMachine:${name}`;
}

export function executionArn({ region, account }: AccountRegion, machineName: string, name: string): string {
  return `arn:aws:states:${region}:${account}:execution:${machineName}:${name}`;
}

export function expressArn(
  accountRegion: AccountRegion,
  names: { machine: string; execution: string; id: string },
): string {
  return `arn:aws:states:${accountRegion.region}:${accountRegion.account}:express:${names.machine}:${names.execution}:${names.id}`;
}

export function activityArn({ region, account }: AccountRegion, name: string): string {
  return `arn:aws:states:${region}:${account}:activity:${name}`;
}

export function checkName(name: string): void {
  if (!NAME.test(name)) throw new AwsError('InvalidName', `Invalid Name: '${name}'`);
}

/** The state machine of an ARN, and the version that the ARN may name. */
export function findMachine(
  call: Call,
  arn: string,
): { readonly machine: StateMachine; readonly version: StateMachineVersion | undefined } {
  checkArn(arn);
  const { machines } = sfnStore(call.kernel, call);
  const machine = machines.get(arn) ?? machines.get(arn.split(':').slice(0, 7).join(':'));
  const version = machine?.versions.find((candidate) => candidate.arn === arn);
  if (machine === undefined || (machine.arn !== arn && version === undefined)) {
    throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
  }
  return { machine, version };
}

export function findExecution(call: Call, arn: string): Execution {
  checkArn(arn);
  const execution = sfnStore(call.kernel, call).executions.get(arn);
  if (execution === undefined) throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
  if (execution.machine.type === 'EXPRESS') throw unsupportedType();
  return execution;
}

export function findActivity(call: Call, arn: string): Activity {
  checkArn(arn);
  const activity = sfnStore(call.kernel, call).activities.get(arn);
  if (activity === undefined) throw new AwsError('ActivityDoesNotExist', `Activity Does Not Exist: '${arn}'`);
  return activity;
}

export function unsupportedType(): AwsError {
  return new AwsError('StateMachineTypeNotSupported', 'This operation is not supported by this type of state machine');
}

function checkArn(arn: string): void {
  if (!arn.startsWith('arn:')) throw new AwsError('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${arn}'`);
}
