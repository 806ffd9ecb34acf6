import { PlinthError } from '../errors.ts';
import type { StackChange } from '../ports/aws.ts';
import type { Ports } from '../ports/index.ts';
import { assertStillHolds } from './assert-still-holds.ts';
import { NotYet } from './not-yet.ts';
import { type Attempted, type StackAttempt, workOfAttempt } from './stack-attempt.ts';
import { type StackSnapshot, writeWork } from './stack-work.ts';

/** A small update before the planned change. */
export interface PreliminaryUpdate extends StackSnapshot {
  readonly state: 'synchronise' | 'unprotect';
  readonly change: Pick<StackChange, 'templateBody' | 'parameters' | 'keeps' | 'tags'>;
  /** What a person reads when CloudFormation refuses it. */
  readonly failure: string;
}

/**
 * Starts the update. Nothing is started where CloudFormation finds nothing to change, or where another operation came first.
 * Errors: StackFailed when CloudFormation cannot make its change set, Fenced; NotYet while it makes it.
 */
export async function startPreliminaryUpdate(
  attempt: StackAttempt,
  { stack, work, state, change, failure }: PreliminaryUpdate,
  ports: Pick<Ports, 'state' | 'stacks'>,
): Promise<Attempted> {
  const { target, stackName } = stack;
  const begun = workOfAttempt(attempt, state, work);
  const name = begun.token;
  await assertStillHolds(attempt.operationId, ports);
  await ports.stacks.createChangeSet(target, { stackName, ...change, clientRequestToken: name }, 'UPDATE', name);
  const changeSet = await ports.stacks.describeChangeSet(target, stackName, name);
  switch (changeSet.kind) {
    case 'pending':
    case 'unseen':
      throw new NotYet(`the change set \`${name}\` of stack \`${stackName}\` is being created`);
    case 'failed':
      throw new PlinthError('StackFailed', `${failure}: ${changeSet.reason}`);
    case 'empty':
      await writeWork(attempt, { ...work, unneeded: [...new Set([...work.unneeded, state])] }, ports);
      return { started: false };
    case 'ready':
      await writeWork(attempt, begun, ports);
      return { started: await ports.stacks.executeChangeSet(target, stackName, name, name) };
  }
}
