import type { Kernel } from '../../../kernel/service.ts';
import { setStackStatus } from '../stack/events.ts';
import type { Stack } from '../stack/stack.ts';
import type { StackDefinition } from '../stack/stack-definition.ts';
import type { StackOperation } from '../stack/stack-operation.ts';
import { failureReason } from './begin-operation.ts';
import { deleteResources } from './delete-resources.ts';
import { deployResources } from './deploy-resources.ts';
import { creationRollbackDisposal } from './disposal.ts';
import { exportConflict } from './exports.ts';
import { evaluateOutputs } from './outputs.ts';
import { Cancelled, passTime, type Run, reasonOf } from './run.ts';
import { finishDelete } from './run-delete.ts';
import { importNames, stackScope } from './stack-scope.ts';

/** Creates a stack's resources; the stack is already in CREATE_IN_PROGRESS. */
export async function runCreate(
  kernel: Kernel,
  { stack, definition }: { readonly stack: Stack; readonly definition: StackDefinition },
  operation: StackOperation,
): Promise<void> {
  const scope = stackScope(kernel, stack, definition);
  const run: Run = { kernel, stack, operation, definition, scope, signal: operation.abort.signal, obsolete: [] };
  const timeout = { isOver: false };
  const stopTimer = startTimeout(run, timeout);
  const reason = await createEverything(run).finally(stopTimer);
  if (operation.isSuperseded) return;
  if (reason === undefined && !timeout.isOver) {
    await passTime(run, 'stack end');
    // A deletion that started meanwhile has already recorded its status.
    if (!operation.isSuperseded) setStackStatus(run, 'CREATE_COMPLETE');
    return;
  }
  await settleFailedCreate(
    run,
    timeout.isOver ? 'Stack creation time exceeded the specified timeout. ' : (reason ?? ''),
  );
}

function startTimeout({ kernel, stack, operation }: Run, timeout: { isOver: boolean }): () => void {
  if (stack.timeoutMinutes === undefined) return () => {};
  return kernel.clock.after(stack.timeoutMinutes * 60, () => {
    timeout.isOver = true;
    operation.abort.abort(new Cancelled());
  });
}

/** Answers why it failed. */
async function createEverything(run: Run): Promise<string | undefined> {
  const { kernel, stack, scope } = run;
  try {
    await passTime(run, 'stack start');
    stack.imports = importNames(scope);
    for (const name of stack.imports) scope.importValue(name);
    const failures = await deployResources(run);
    if (failures.length > 0)
      return failureReason(
        'create',
        failures.map(({ name }) => name),
      );
    if (run.signal.aborted) return '';
    const outputs = evaluateOutputs(scope);
    const conflict = exportConflict(kernel, stack, outputs);
    if (conflict !== undefined) return `${conflict}. `;
    stack.outputs = outputs;
    return undefined;
  } catch (error) {
    return `${reasonOf(error)} `;
  }
}

async function settleFailedCreate(run: Run, reason: string): Promise<void> {
  const { stack, operation } = run;
  if (operation.disableRollback || operation.onFailure === 'DO_NOTHING') {
    return setStackStatus(run, 'CREATE_FAILED', reason);
  }
  if (operation.onFailure === 'DELETE') {
    setStackStatus(run, 'DELETE_IN_PROGRESS', `${reason}Delete requested by user.`);
    return finishDelete(run, [...stack.resources.values()], { disposalOf: creationRollbackDisposal });
  }
  setStackStatus(run, 'ROLLBACK_IN_PROGRESS', `${reason}Rollback requested by user.`);
  await rollBackCreate(run);
}

/** Deletes the resources of a failed creation; the stack is in ROLLBACK_IN_PROGRESS. */
export async function rollBackCreate(run: Omit<Run, 'definition' | 'scope' | 'signal' | 'obsolete'>): Promise<void> {
  const { stack } = run;
  const made = [...stack.resources.values()].filter(({ status }) => status !== 'DELETE_COMPLETE');
  const failures = await deleteResources(run, made, (resource) =>
    run.operation.retainExceptOnCreate ? 'Delete' : creationRollbackDisposal(resource),
  );
  stack.imports = [];
  stack.outputs = [];
  await passTime(run, 'stack end');
  if (failures.length === 0) return setStackStatus(run, 'ROLLBACK_COMPLETE');
  setStackStatus(
    run,
    'ROLLBACK_FAILED',
    failureReason(
      'delete',
      failures.map(({ name }) => name),
    ),
  );
}
