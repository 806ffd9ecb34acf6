import type { Kernel } from '../../../kernel/service.ts';
import { setStackStatus } from '../stack/events.ts';
import type { Stack } from '../stack/stack.ts';
import type { RollbackPoint, StackDefinition, StackResource } from '../stack/stack-definition.ts';
import type { StackOperation } from '../stack/stack-operation.ts';
import { isPresent } from '../template/dependency-graph.ts';
import { failureReason } from './begin-operation.ts';
import { deleteResources } from './delete-resources.ts';
import { deployResources } from './deploy-resources.ts';
import { deletionDisposal, replacementDisposal } from './disposal.ts';
import { exportConflict } from './exports.ts';
import { evaluateOutputs } from './outputs.ts';
import { passTime, type Run, reasonOf } from './run.ts';
import { rollBackUpdate } from './run-update-rollback.ts';
import { importNames, stackScope } from './stack-scope.ts';

/** The state that a failed update rolls back to. */
export function rollbackPointOf(stack: Stack): RollbackPoint {
  return {
    definition: stack.definition!,
    resources: new Map([...stack.resources].map(([name, resource]) => [name, { ...resource }])),
    outputs: stack.outputs,
    imports: stack.imports,
  };
}

/** Updates a stack's resources; the stack is already in UPDATE_IN_PROGRESS, its definition the new one. */
export async function runUpdate(
  kernel: Kernel,
  { stack, definition }: { readonly stack: Stack; readonly definition: StackDefinition },
  operation: StackOperation,
): Promise<void> {
  const scope = stackScope(kernel, stack, definition);
  const run: Run = { kernel, stack, operation, definition, scope, signal: operation.abort.signal, obsolete: [] };
  const reason = await updateEverything(run);
  if (reason === undefined) return cleanUpUpdate(run);
  if (operation.disableRollback && !run.signal.aborted) {
    return setStackStatus(run, 'UPDATE_FAILED', reason);
  }
  setStackStatus(run, 'UPDATE_ROLLBACK_IN_PROGRESS', reason === '' ? 'User Initiated' : reason);
  await rollBackUpdate(run, []);
}

/** Answers why it failed; empty when it was cancelled. */
async function updateEverything(run: Run): Promise<string | undefined> {
  const { kernel, stack, scope } = run;
  try {
    await passTime(run, 'stack start', run.signal);
    const imports = importNames(scope);
    for (const name of imports) scope.importValue(name);
    const failures = await deployResources(run);
    if (failures.length > 0)
      return updateFailureReason(
        run,
        failures.map(({ name }) => name),
      );
    if (run.signal.aborted) return '';
    const outputs = evaluateOutputs(scope);
    const conflict = exportConflict(kernel, stack, outputs);
    if (conflict !== undefined) return conflict;
    stack.imports = imports;
    stack.outputs = outputs;
    return undefined;
  } catch (error) {
    return run.signal.aborted ? '' : reasonOf(error);
  }
}

function updateFailureReason({ stack }: Run, names: readonly string[]): string {
  const created = names.filter((name) => stack.resources.get(name)?.status === 'CREATE_FAILED');
  const updated = names.filter((name) => !created.includes(name));
  return failureReason('create', created) + failureReason('update', updated);
}

/** Deletes replaced and removed resources. One that cannot be deleted leaves the stack all the same. */
async function cleanUpUpdate(run: Run): Promise<void> {
  const { stack, scope, obsolete } = run;
  const isGone = (resource: StackResource) => {
    const declared = scope.template.resources[resource.logicalId];
    return declared === undefined || !isPresent(declared, scope.condition);
  };
  const removed = [...stack.resources.values()].filter(isGone);
  setStackStatus(run, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
  await deleteResources(run, [...obsolete, ...removed], (resource) =>
    removed.includes(resource) ? deletionDisposal(resource) : replacementDisposal(resource),
  );
  for (const { logicalId } of removed) stack.resources.delete(logicalId);
  await passTime(run, 'stack end');
  delete stack.rollbackPoint;
  setStackStatus(run, 'UPDATE_COMPLETE');
}
