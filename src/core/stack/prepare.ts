import { z } from 'zod';
import { PlinthError } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import { BUCKETS, EVERYTHING, holdsContents } from './container-resources.ts';
import { type ChangeSituation, type NextChange, nextChange } from './next-change.ts';
import { nextStackAction } from './next-stack-action.ts';
import { obstacleError } from './obstacle-error.ts';
import { endProcedures } from './stack-progress.ts';
import { readSnapshot, type StackSnapshot, StackStep, wishFor, writeWork } from './stack-work.ts';
import { unprotectedTemplate } from './unprotected-template.ts';

/** `round` counts how often Prepare has run in this execution. */
export const PrepareInput = StackStep.extend({ round: z.number().int().default(1) });
export type PrepareInput = z.infer<typeof PrepareInput>;

export type Prepared = PrepareInput & Exclude<NextChange, { readonly next: 'fail' }>;

/** Each procedure takes at most three rounds, and each change by another operation two. */
export const roundsMax = 80;
const eventsMax = 500;

type PreparePorts = Pick<Ports, 'state' | 'stacks' | 'time' | 'ids'>;

/**
 * State "Prepare": reads the stack and decides what comes next; the states after it do it, and come back here until the change
 * itself can start. Errors: ReviewRefused when the name belongs to a stack that is not ours, StackFailed when the stack
 * does not get to where its change can start.
 */
export async function prepare(input: PrepareInput, ports: PreparePorts): Promise<Prepared> {
  const { round, ...step } = input;
  const snapshot = await readSnapshot(step, ports);
  const { stack, work, observed } = snapshot;
  if (round > roundsMax) {
    throw new PlinthError('StackFailed', `stack \`${stack.stackName}\` is changed by other operations again and again`);
  }
  const decision = nextChange({ ...snapshot, ...(await readDetails(snapshot, ports)) });
  if (decision.next === 'fail') throw await obstacleError(decision.obstacle, snapshot, ports);
  if (decision.next === 'await' && decision.awaits === 'own' && observed) {
    await writeWork(step, { ...work, stackId: observed.stackId, acted: true }, ports);
  }
  if (round > 1) await endProcedures(step, { repeated: decision.next }, ports);
  return { ...step, round, ...decision };
}

type Details = Pick<ChangeSituation, 'isCreatedHere' | 'isProtected' | 'holdsContents'>;

/** Reads no more than the decision needs. */
async function readDetails(snapshot: StackSnapshot, ports: Pick<Ports, 'stacks'>): Promise<Details> {
  const { stack, observed } = snapshot;
  const isCreatedHere = await wasCreatedHere(snapshot, ports);
  const action = nextStackAction(observed?.status ?? 'absent', wishFor(stack));
  const isDeletion = action.kind === 'delete' || action.kind === 'retain-and-delete';
  if (!observed || !isDeletion || stack.planOnly || observed.status === 'REVIEW_IN_PROGRESS') {
    return { isCreatedHere, isProtected: false, holdsContents: false };
  }
  const templateBody = await ports.stacks.template(stack.target, observed.stackId);
  return {
    isCreatedHere,
    isProtected: unprotectedTemplate(templateBody) !== undefined,
    holdsContents: holdsContents(templateBody, action.next === 'create' ? EVERYTHING : BUCKETS),
  };
}

/**
 * Another operation may have created a stack of this name in the same moment. The token of its events tells which operation
 * created it. Until they can be read it counts as another's, and is then observed as wanted.
 */
async function wasCreatedHere(
  { stack, work, observed }: StackSnapshot,
  ports: Pick<Ports, 'stacks'>,
): Promise<boolean> {
  if (!observed || !work.created || work.token === undefined) return false;
  const events = await ports.stacks.events(stack.target, observed.stackId, eventsMax);
  return events.some(({ clientRequestToken }) => clientRequestToken === work.token);
}
