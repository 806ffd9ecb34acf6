import type { Call } from '../../../kernel/service.ts';
import { beginOperation } from '../engine/begin-operation.ts';
import { Cancelled } from '../engine/run.ts';
import { type RetentionOptions, runDelete } from '../engine/run-delete.ts';
import { setStackStatus } from './events.ts';
import type { Stack } from './stack.ts';
import type { OperationOptions } from './stack-operation.ts';

export interface DeleteRequest {
  readonly stack: Stack;
  readonly retention: RetentionOptions;
  readonly options?: OperationOptions;
}

/** Starts deleting a stack. A creation in progress is cancelled first, without a rollback. */
export function startDelete({ kernel }: Pick<Call, 'kernel'>, { stack, retention, options = {} }: DeleteRequest): void {
  const previous = stack.status;
  const under = stack.operation;
  if (under !== undefined) {
    under.isSuperseded = true;
    under.abort.abort(new Cancelled());
  }
  beginOperation({ kernel, stack }, { kind: 'delete', options }, async (operation) => {
    setStackStatus({ kernel, stack }, 'DELETE_IN_PROGRESS', 'User Initiated');
    await under?.done;
    await runDelete({ kernel, stack, operation }, retention, previous);
  });
}
