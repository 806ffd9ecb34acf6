import { z } from 'zod';
import { changeToken, StackStep, type StackWork } from './stack-work.ts';

/** Input of the states that start a CloudFormation operation besides the planned change. */
export const StackAttempt = StackStep.extend({
  /** Counts from 1. The same attempt has the same client request token, so running a state twice starts one operation. */
  attempt: z.number().int().min(1),
  /** Where the machine goes on after the operation's end: to the change, or to look at what recovery brought. */
  purpose: z.enum(['prepare', 'recover']),
});
export type StackAttempt = z.infer<typeof StackAttempt>;

/** Whether a CloudFormation operation was started, whose end is to be awaited. */
export interface Attempted {
  readonly started: boolean;
}

type Counter = keyof StackWork['attempts'];

/** The work document as it is written right before an attempt, with the token of that attempt. */
export function workOfAttempt(
  { attempt, purpose, ...step }: StackAttempt,
  state: Exclude<Counter, 'recover'>,
  work: StackWork,
): StackWork & { readonly token: string } {
  const counter: Counter = purpose === 'recover' ? 'recover' : state;
  const token = changeToken(step, `${counter}-${attempt}`);
  return { ...work, token, attempts: { ...work.attempts, [counter]: attempt } };
}
