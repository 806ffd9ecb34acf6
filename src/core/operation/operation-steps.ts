import { isEnded, type Operation, type OperationEvent, type ProgressStep } from '../entities.ts';
import type { Ports } from '../ports/index.ts';
import { timestamp } from '../time.ts';

type StepPorts = Pick<Ports, 'state' | 'time' | 'ids'>;

export interface StepEnd {
  readonly status: 'succeeded' | 'failed' | 'skipped';
  readonly detail?: string;
}

/** Lists what is to come, so that people see the whole way. Steps that are known already keep what they have. */
export async function planSteps(operationId: string, steps: readonly ProgressStep[], ports: StepPorts): Promise<void> {
  await changeSteps(operationId, ports, (known) => {
    const fresh = steps.filter((step) => !known.some(({ name }) => name === step.name));
    return fresh.length === 0 ? known : [...known, ...fresh];
  });
}

/**
 * Marks a step as running, adding it when it was not foreseen. Harmless when it runs or has ended already, and when it belongs
 * to a step that the operation does not have.
 */
export async function startStep(
  operationId: string,
  step: Pick<ProgressStep, 'name'> & Partial<ProgressStep>,
  ports: StepPorts,
): Promise<void> {
  const startedAt = timestamp(ports.time);
  const started = await changeSteps(operationId, ports, (known) => {
    const found = known.find(({ name }) => name === step.name);
    if (found && found.status !== 'pending') return known;
    if (step.parent !== undefined && !known.some(({ name }) => name === step.parent)) return known;
    const running: ProgressStep = { description: step.name, ...found, ...step, status: 'running', startedAt };
    return found ? known.map((other) => (other === found ? running : other)) : inserted(known, running);
  });
  if (started)
    await say(
      operationId,
      { level: 'info', step: step.name, message: `${step.description ?? step.name}: started` },
      ports,
    );
}

/** Says how far a running step is. Harmless when it has ended already. */
export async function detailStep(
  operationId: string,
  { name, detail }: { readonly name: string; readonly detail: string },
  ports: StepPorts,
): Promise<void> {
  await changeSteps(operationId, ports, (known) => {
    const found = known.find((step) => step.name === name);
    if (found?.status !== 'running' || found.detail === detail) return known;
    return known.map((other) => (other === found ? { ...found, detail } : other));
  });
}

/** Ends a step. Harmless when it has ended already. */
export async function endStep(
  operationId: string,
  name: string,
  end: StepEnd & { readonly ports: StepPorts },
): Promise<void> {
  const { ports, status, detail } = end;
  const endedAt = timestamp(ports.time);
  let description = name;
  const ended = await changeSteps(operationId, ports, (known) => {
    const found = known.find((step) => step.name === name);
    if (!found || (found.status !== 'pending' && found.status !== 'running')) return known;
    description = found.description;
    const done: ProgressStep = { ...found, status, endedAt, ...(detail !== undefined && { detail }) };
    return known.map((other) => (other === found ? done : other));
  });
  if (!ended) return;
  const message = `${description}: ${status}${detail === undefined ? '' : `: ${detail}`}`;
  await say(operationId, { level: status === 'failed' ? 'error' : 'info', step: name, message }, ports);
}

/** Tells those who follow the operation. */
export async function say(
  operationId: string,
  event: Pick<OperationEvent, 'level' | 'message'> & Partial<OperationEvent>,
  ports: StepPorts,
): Promise<void> {
  await ports.state.appendEvent({ ...event, id: ports.ids.ulid(), operationId, time: timestamp(ports.time) });
}

/** True when the steps were changed. An operation that has ended keeps the steps it ended with. */
async function changeSteps(
  operationId: string,
  ports: StepPorts,
  decide: (known: readonly ProgressStep[]) => readonly ProgressStep[],
): Promise<boolean> {
  let changed = false;
  await ports.state.updateOperation(operationId, (now): Operation => {
    const steps = isEnded(now) ? now.steps : decide(now.steps);
    changed = steps !== now.steps;
    return changed ? { ...now, steps: [...steps] } : now;
  });
  return changed;
}

/** The steps with one more: behind the step that it is a part of, and behind that step's other parts. */
function inserted(known: readonly ProgressStep[], step: ProgressStep): readonly ProgressStep[] {
  const before = known.findLastIndex(
    ({ name, parent }) => step.parent !== undefined && [name, parent].includes(step.parent),
  );
  return before < 0 ? [...known, step] : known.toSpliced(before + 1, 0, step);
}
