import { setResourceStatus, setStackStatus } from '../stack/events.ts';
import type { StackResource } from '../stack/stack-definition.ts';
import { failureReason } from './begin-operation.ts';
import { type Disposal, deleteResources } from './delete-resources.ts';
import { deletionDisposal } from './disposal.ts';
import { exportInUse } from './exports.ts';
import { passTime, type Run } from './run.ts';

type DeleteRun = Omit<Run, 'definition' | 'scope' | 'signal' | 'obsolete'>;

export interface RetentionOptions {
  /** Logical ids of the resources to retain. */
  readonly retain: readonly string[];
  /** Retain the resources that cannot be deleted. */
  readonly isForced: boolean;
}

/**
 * Deletes a stack; it is already in DELETE_IN_PROGRESS. Fails before anything is deleted when another stack imports
 * one of its exports.
 */
export async function runDelete(
  run: DeleteRun,
  retention: RetentionOptions,
  previous: Run['stack']['status'],
): Promise<void> {
  const { kernel, stack } = run;
  await passTime(run, 'stack start');
  const inUse = exportInUse(kernel, stack, []);
  if (inUse !== undefined) return setStackStatus(run, previous, inUse);
  const left = [...stack.resources.values()].filter(
    ({ status }) => status !== 'DELETE_COMPLETE' && status !== 'DELETE_SKIPPED',
  );
  const skipped = left.filter(({ logicalId }) => retention.retain.includes(logicalId));
  for (const resource of skipped) setResourceStatus(run, resource, { status: 'DELETE_SKIPPED' });
  const doomed = left.filter((resource) => !skipped.includes(resource));
  await finishDelete(run, doomed, { disposalOf: deletionDisposal, isForced: retention.isForced });
}

/** Deletes the resources, then the stack itself. */
export async function finishDelete(
  run: DeleteRun,
  resources: readonly StackResource[],
  {
    disposalOf,
    isForced = false,
  }: { readonly disposalOf: (resource: StackResource) => Disposal; readonly isForced?: boolean },
): Promise<void> {
  const { kernel, stack } = run;
  const failures = await deleteResources(run, resources, disposalOf);
  await passTime(run, 'stack end');
  if (failures.length > 0 && !isForced) {
    return setStackStatus(
      run,
      'DELETE_FAILED',
      failureReason(
        'delete',
        failures.map(({ name }) => name),
      ),
    );
  }
  for (const resource of resources) {
    if (resource.status === 'DELETE_FAILED') setResourceStatus(run, resource, { status: 'DELETE_SKIPPED' });
  }
  stack.outputs = [];
  stack.imports = [];
  stack.deletedAtMs = kernel.clock.now();
  setStackStatus(run, 'DELETE_COMPLETE');
}
