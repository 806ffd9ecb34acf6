import { PlinthError } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import { startNextExecution } from '../stack/change-executions.ts';
import type { StackStep } from '../stack/stack-work.ts';

/** For a stack that the release waits for. Errors: ReleaseFailed when each execution that changes it was stopped. */
export async function resumeIfStopped(step: StackStep, ports: Pick<Ports, 'workflows'>): Promise<void> {
  if (await startNextExecution(step, ports)) return;
  throw new PlinthError('ReleaseFailed', `each execution that changes stack \`${step.stackKey}\` was stopped`);
}
