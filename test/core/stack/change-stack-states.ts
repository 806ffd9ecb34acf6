import { continueRollback } from '../../../src/core/stack/continue-rollback.ts';
import { createChangeSet } from '../../../src/core/stack/create-change-set.ts';
import { createStack } from '../../../src/core/stack/create-stack.ts';
import { deleteLeftover } from '../../../src/core/stack/delete-leftover.ts';
import { deleteStack } from '../../../src/core/stack/delete-stack.ts';
import type { DiagnoseStackInput } from '../../../src/core/stack/diagnose-stack.ts';
import { empty } from '../../../src/core/stack/empty.ts';
import { execute } from '../../../src/core/stack/execute.ts';
import { NotYet } from '../../../src/core/stack/not-yet.ts';
import { prepare } from '../../../src/core/stack/prepare.ts';
import { recover } from '../../../src/core/stack/recover.ts';
import { review } from '../../../src/core/stack/review.ts';
import type { Attempted, StackAttempt } from '../../../src/core/stack/stack-attempt.ts';
import { synchronise } from '../../../src/core/stack/synchronise.ts';
import { unprotect } from '../../../src/core/stack/unprotect.ts';
import type { FakePorts } from '../../fakes/index.ts';
import { step } from './stack-names.ts';

type Procedure = (input: StackAttempt, ports: FakePorts) => Promise<Attempted>;

const PROCEDURES: Readonly<Record<string, Procedure>> = {
  synchronise,
  unprotect,
  'continue-rollback': continueRollback,
  'delete-leftover': deleteLeftover,
};

interface Decision {
  readonly next: string;
  readonly attempt?: number;
  readonly purpose?: 'prepare' | 'recover';
  readonly before?: 'review' | 'delete-leftover';
  readonly changeSetType?: 'CREATE' | 'UPDATE';
}

/** How often each state runs: twice shows that a second run is harmless. */
let runs = 1;

export async function everyStateTwice<T>(work: () => Promise<T>): Promise<T> {
  runs = 2;
  try {
    return await work();
  } finally {
    runs = 1;
  }
}

/**
 * The states of the machine `change-stack` from Prepare on, without Step Functions, until it awaits or reviews the stack. Answers the
 * states that it ran.
 */
export async function prepared(ports: FakePorts): Promise<readonly string[]> {
  const trace: string[] = [];
  for (let round = 1; round <= 30; round++) {
    const decision: Decision = await run(() => prepare({ ...step, round }, ports));
    if (await isDone(decision, trace, ports)) return trace;
  }
  throw new Error(`Prepare does not come to an end: ${trace.join(', ')}`);
}

/** The states from Recover on, until the stack is awaited. Answers what Recover decided. */
export async function recovered(input: DiagnoseStackInput, ports: FakePorts): Promise<string> {
  const decision: Decision = await recover(input, ports);
  if (decision.next !== 'fail' && decision.next !== 'await') await isDone(decision, [], ports);
  return decision.next;
}

/** Executes the reviewed change, or deletes the stack. */
export async function changed(ports: FakePorts): Promise<void> {
  const { next } = await review(step, ports);
  if (next === 'delete-stack') await run(() => deleteStack(step, ports));
  else if (next === 'execute') await run(() => execute(step, ports));
  else throw new Error(`the review answers ${next}`);
}

/** The Choice after a decision and the state that it leads to. False: Prepare runs again. */
async function isDone(decision: Decision, trace: string[], ports: FakePorts): Promise<boolean> {
  const { next, attempt = 1, purpose = 'prepare' } = decision;
  trace.push(next);
  switch (next) {
    case 'await':
    case 'review':
      return true;
    case 'create-stack':
      return began(() => createStack(step, ports));
    case 'create-change-set':
      return began(() => createChangeSet({ ...step, changeSetType: decision.changeSetType ?? 'UPDATE' }, ports));
    case 'empty':
      return emptied(decision, trace, ports);
    default:
      return (await run(() => PROCEDURES[next]!({ ...step, attempt, purpose }, ports))).started;
  }
}

async function emptied(decision: Decision, trace: string[], ports: FakePorts): Promise<boolean> {
  const { before = 'review', attempt = 0 } = decision;
  while ((await run(() => empty({ ...step, before, attempt }, ports))).more);
  return isDone({ ...decision, next: before }, trace, ports);
}

/** The Catch that leads back to Prepare. */
async function began(state: () => Promise<void>): Promise<boolean> {
  try {
    await run(state);
    return true;
  } catch (error) {
    if (error instanceof NotYet) return false;
    throw error;
  }
}

/** The first answer counts: the machine does not know of a second run. */
async function run<T>(state: () => Promise<T>): Promise<T> {
  const answer = await state();
  for (let again = 1; again < runs; again++) await state();
  return answer;
}
