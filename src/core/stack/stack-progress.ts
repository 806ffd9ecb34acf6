import type { ProgressStep } from '../entities.ts';
import { machineStates } from '../operation/machine-states.ts';
import { readOperation } from '../operation/operation-state.ts';
import { detailStep, endStep, startStep } from '../operation/operation-steps.ts';
import type { Ports } from '../ports/index.ts';
import type { StackStep } from './stack-work.ts';

const STATES = machineStates['change-stack'];

/** The states of `change-stack` that are progress steps of their own, below the step of their stack. */
export type ProgressState = Extract<
  keyof typeof STATES,
  'synchronise' | 'continue-rollback' | 'unprotect' | 'empty' | 'delete-leftover' | 'delete-stack'
>;

interface Started {
  readonly state: ProgressState;
  /** The second attempt and later ones are steps of their own. */
  readonly attempt?: number;
}

type ProgressPorts = Pick<Ports, 'state' | 'time' | 'ids'>;

/** Shows what happens to a stack besides the planned change itself. Where the operation does not list the stack it shows nothing. */
export async function startProcedure(step: StackStep, started: Started, ports: ProgressPorts): Promise<void> {
  const { operationId, stackKey } = step;
  const name = stepName(step, started);
  await startStep(operationId, { name, parent: stackKey, description: STATES[started.state] }, ports);
}

/** How far a procedure is, such as `1,200 objects deleted`. */
export async function detailProcedure(
  step: StackStep,
  { detail, ...started }: Started & { readonly detail: string },
  ports: ProgressPorts,
): Promise<void> {
  await detailStep(step.operationId, { name: stepName(step, started), detail }, ports);
}

export async function endProcedure(
  step: StackStep,
  { detail, ...started }: Started & { readonly detail: string },
  ports: ProgressPorts,
): Promise<void> {
  await endStep(step.operationId, stepName(step, started), { status: 'succeeded', detail, ports });
}

/** Ends the steps of a stack's procedures. One that has to be repeated did not do what it was for. */
export async function endProcedures(
  { operationId, stackKey }: StackStep,
  { repeated, status = 'succeeded' }: { readonly repeated?: string; readonly status?: 'succeeded' | 'failed' },
  ports: ProgressPorts,
): Promise<void> {
  const { steps } = await readOperation(operationId, ports);
  for (const { name } of steps.filter((step) => isRunning(step, stackKey))) {
    const isRepeated = name.startsWith(`${stackKey}/${repeated}`);
    await endStep(operationId, name, { status: isRepeated ? 'failed' : status, ports });
  }
}

function isRunning(step: ProgressStep, stackKey: string): boolean {
  return step.parent === stackKey && step.status === 'running';
}

function stepName({ stackKey }: StackStep, { state, attempt = 1 }: Started): string {
  return attempt === 1 ? `${stackKey}/${state}` : `${stackKey}/${state}-${attempt}`;
}
