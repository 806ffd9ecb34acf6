import { isEnded, type ScopeState } from '../entities.ts';
import type { Ports } from '../ports/index.ts';

/** An operation that provisions a parent of the scope right now. */
export interface ParentOperation {
  readonly operationId: string;
  /** Path of the scope. */
  readonly scope: string;
}

/** The operation that provisions this scope; undefined when none is under way. */
export async function parentOperation(
  scopeState: ScopeState,
  { state }: Pick<Ports, 'state'>,
): Promise<ParentOperation | undefined> {
  const { scope, status, lastOperation: operationId } = scopeState;
  if (status !== 'provisioning' || operationId === undefined) return undefined;
  const operation = await state.readOperation(operationId);
  return operation && !isEnded(operation) ? { operationId, scope } : undefined;
}
