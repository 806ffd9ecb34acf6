import { CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { expect } from 'vitest';
import type { ScopeState } from '../../src/core/entities.ts';
import type { Stage } from './harness.ts';
import { strangeLive } from './live-invariants.ts';

const quietSecondsMax = 3600;

/**
 * What has to be true whenever nothing is under way, whatever happened before: locks and operations belong together,
 * so do stacks and records, and exactly one release of each application is live, in the state as in the cloud.
 */
export async function checkInvariants(stage: Stage): Promise<void> {
  await quiet(stage);
  const scopeStates = await allScopeStates(stage);
  expect(await brokenLocks(stage, scopeStates)).toEqual([]);
  expect(await zombies(stage)).toEqual([]);
  expect(await strangeStacks(stage, scopeStates)).toEqual([]);
  for (const scopeState of scopeStates.filter(({ live }) => live !== undefined))
    expect(await strangeLive(stage, scopeState)).toEqual([]);
}

/** CloudFormation has come to rest, also with what nobody waits for, and so has what the schedule starts by itself. */
async function quiet(stage: Stage): Promise<void> {
  let rested = false;
  for (let waited = 0; waited < quietSecondsMax; waited += 5) {
    const busy = (await ourStacks(stage)).some(({ StackStatus }) => StackStatus?.endsWith('_IN_PROGRESS'));
    const open = await stage.state.listOpenOperations();
    const retires = open.some(({ status, trigger }) => status === 'running' && trigger === 'schedule');
    const rests = !busy && !retires && !(await changesStacks(stage));
    if (rests && rested) return;
    // A deletion that was asked for during a creation begins only some time after its end.
    await stage.sleep(rests ? 30 : 5);
    rested = rests;
  }
  throw new Error('the stage does not come to rest');
}

/** A release ends while the stack of the one before is deleted: its workflow has still to see the end of it. */
async function changesStacks({ aws }: Stage): Promise<boolean> {
  const client = new SFNClient(aws);
  const { stateMachines = [] } = await client.send(new ListStateMachinesCommand({}));
  const machine = stateMachines.find(({ name }) => name === 'plinth-change-stack');
  const command = new ListExecutionsCommand({ stateMachineArn: machine?.stateMachineArn, statusFilter: 'RUNNING' });
  return ((await client.send(command)).executions ?? []).length > 0;
}

async function ourStacks({ aws }: Stage): Promise<readonly Stack[]> {
  const { Stacks = [] } = await new CloudFormationClient(aws).send(new DescribeStacksCommand({}));
  return Stacks.filter(({ StackName }) => StackName?.startsWith('plinth--'));
}

export async function allScopeStates({ state }: Stage): Promise<readonly ScopeState[]> {
  const base = await state.readScopeState('base');
  const below = async (parent: string): Promise<ScopeState[]> => {
    const { items } = await state.listScopeStates(parent);
    return [...items, ...(await Promise.all(items.map(({ scope }) => below(scope)))).flat()];
  };
  const { items: repositories } = await state.listScopeStates('base/repositories');
  return [...(base ? [base] : []), ...repositories, ...(await below('base'))];
}

async function brokenLocks({ state }: Stage, scopeStates: readonly ScopeState[]): Promise<readonly string[]> {
  const broken: string[] = [];
  for (const { scope, lock } of scopeStates) {
    for (const holder of [lock.exclusive, ...Object.values(lock.holders)]) {
      if (holder === undefined) continue;
      const operation = await state.readOperation(holder.operationId);
      if (operation?.status !== 'running')
        broken.push(`${scope} is held by ${holder.operationId}, ${operation?.status}`);
    }
  }
  return broken;
}

async function zombies({ state, aws }: Stage): Promise<readonly string[]> {
  const found: string[] = [];
  for (const operation of await state.listOpenOperations()) {
    if (operation.status !== 'running' && operation.status !== 'waiting') {
      found.push(`${operation.id} is ${operation.status}`);
      continue;
    }
    const command = new DescribeExecutionCommand({ executionArn: operation.executionArn });
    const { status } = await new SFNClient(aws).send(command);
    if (status !== 'RUNNING') found.push(`${operation.id} is ${operation.status}, its execution ${status}`);
  }
  return found;
}

/** No stack of ours without a record of it, no record without its stack, and both say the same. */
async function strangeStacks(stage: Stage, scopeStates: readonly ScopeState[]): Promise<readonly string[]> {
  const stacks = new Map((await ourStacks(stage)).map((stack) => [stack.StackId, stack]));
  const strange: string[] = [];
  for (const record of scopeStates.flatMap((scopeState) => Object.values(scopeState.stacks))) {
    const stack = stacks.get(record.stackId);
    stacks.delete(record.stackId);
    if (stack === undefined) strange.push(`${record.stackName} is on record and not there`);
    // A branch that failed leaves its stack to CloudFormation, and the next operation looks at it anew.
    else if (
      !record.status.endsWith('_IN_PROGRESS') &&
      JSON.stringify(outputsOf(stack)) !== JSON.stringify(sorted(record.outputs))
    )
      strange.push(`${record.stackName} has other outputs than on record`);
  }
  return [
    ...strange,
    ...[...stacks.values()].map(({ StackName, StackStatus }) => `${StackName} ${StackStatus} is on no record`),
  ];
}

function outputsOf({ Outputs = [] }: Stack): Readonly<Record<string, string>> {
  return sorted(Object.fromEntries(Outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue])));
}

function sorted(record: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1)));
}
