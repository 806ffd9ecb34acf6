import type { Ports } from '../ports/index.ts';
import { staleWeights } from './listener-weights.ts';
import { startPreliminaryUpdate } from './preliminary-update.ts';
import { type Attempted, StackAttempt } from './stack-attempt.ts';
import { startProcedure } from './stack-progress.ts';
import { readSnapshot } from './stack-work.ts';

export const SynchroniseInput = StackAttempt;

/**
 * State "Synchronise": a toggle moves listener weights without CloudFormation, which then remembers the old ones. An update that
 * failed later would roll back to those, and move users to a slot that may be empty. So before any other update, one that
 * changes nothing but the weights brings them to CloudFormation: same template, same parameters.
 */
export async function synchronise(
  attempt: StackAttempt,
  ports: Pick<Ports, 'state' | 'stacks' | 'time' | 'ids'>,
): Promise<Attempted> {
  const snapshot = await readSnapshot(attempt, ports);
  const { stack, observed } = snapshot;
  if (!observed) return { started: false };
  await startProcedure(attempt, { state: 'synchronise', attempt: attempt.attempt }, ports);
  const parameters = staleWeights(stack, observed);
  const keeps = Object.keys(observed.parameters).filter((name) => !(name in parameters));
  const update = {
    ...snapshot,
    state: 'synchronise',
    change: { templateBody: undefined, parameters, keeps, tags: stack.tags },
    failure: `the listener weights of stack \`${stack.stackName}\` could not be synchronised`,
  } as const;
  return startPreliminaryUpdate(attempt, update, ports);
}
