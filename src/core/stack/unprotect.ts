import type { Ports } from '../ports/index.ts';
import { markRecordStale } from './mark-record-stale.ts';
import { startPreliminaryUpdate } from './preliminary-update.ts';
import { type Attempted, StackAttempt } from './stack-attempt.ts';
import { startProcedure } from './stack-progress.ts';
import { readSnapshot } from './stack-work.ts';
import { unprotectedTemplate } from './unprotected-template.ts';

export const UnprotectInput = StackAttempt;

/**
 * State "Unprotect": updates a stack whose data is to be deleted to its own template with nothing protected. That of the catalogue
 * may have changed since, or no longer exist.
 */
export async function unprotect(
  attempt: StackAttempt,
  ports: Pick<Ports, 'state' | 'stacks' | 'time' | 'ids'>,
): Promise<Attempted> {
  const snapshot = await readSnapshot(attempt, ports);
  const { stack, observed } = snapshot;
  if (!observed) return { started: false };
  const templateBody = unprotectedTemplate(await ports.stacks.template(stack.target, observed.stackId));
  if (templateBody === undefined) return { started: false };
  await markRecordStale(stack, observed.stackId, ports);
  await startProcedure(attempt, { state: 'unprotect', attempt: attempt.attempt }, ports);
  const keeps = Object.keys(observed.parameters);
  const update = {
    ...snapshot,
    state: 'unprotect',
    change: { templateBody, parameters: {}, keeps, tags: observed.tags },
    failure: `the deletion protection of stack \`${stack.stackName}\` could not be lifted`,
  } as const;
  return startPreliminaryUpdate(attempt, update, ports);
}
