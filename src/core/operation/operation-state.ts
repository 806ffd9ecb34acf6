import { isEnded, type OpenOperation, type Operation } from '../entities.ts';
import { PlinthError } from '../errors.ts';
import type { LogKeys, Ports } from '../ports/index.ts';

/** Whether everything that follows its end was done: the sweep need not look at it again. */
export function isFinished(operation: Operation): boolean {
  return isEnded(operation) && operation.unfinished === undefined;
}

/** Throws NotFound. */
export async function readOperation(id: string, ports: Pick<Ports, 'state'>): Promise<Operation> {
  const operation = await ports.state.readOperation(id);
  if (operation) return operation;
  throw new PlinthError('NotFound', `there is no operation '${id}'`);
}

/** The operation, as long as it may still act. Throws Fenced when it has ended. */
export async function readOpenOperation(id: string, ports: Pick<Ports, 'state'>): Promise<OpenOperation> {
  const operation = await readOperation(id, ports);
  if (!isEnded(operation)) return operation;
  throw new PlinthError('Fenced', `operation ${id} has ended: ${operation.status}`);
}

/** What lines of the log say about an operation. */
export function logKeys({ scope, id: operationId }: Pick<Operation, 'scope' | 'id'>): LogKeys {
  return { scope, operationId };
}

const CONVERGES: ReadonlySet<Operation['kind']> = new Set(['provision', 'retire', 'repair']);

/** Which workflow carries out an operation. */
export function machineOf(operation: Pick<Operation, 'kind'>): 'converge' | 'release' | 'drift' {
  if (operation.kind === 'drift') return 'drift';
  return CONVERGES.has(operation.kind) ? 'converge' : 'release';
}

/** Whether it holds the lock of its scope: only what changes something does. */
export function needsLock({ kind, planOnly }: Pick<Operation, 'kind' | 'planOnly'>): boolean {
  return !planOnly && kind !== 'drift';
}

/** How far the operation is, from 0 to 100. 100 only when it succeeded. */
export function percent(operation: Operation): number {
  if (operation.status === 'succeeded') return 100;
  // Parts of a step turn up while it runs, and must not make an operation seem to go backwards.
  const whole = operation.steps.filter(({ parent }) => parent === undefined);
  const total = whole.length;
  if (total === 0) return 0;
  const done = whole.reduce((sum, step) => sum + stepShare[step.status], 0);
  return Math.min(99, Math.floor((100 * done) / total));
}

const stepShare = { pending: 0, running: 0.5, succeeded: 1, failed: 1, skipped: 1 } as const;
