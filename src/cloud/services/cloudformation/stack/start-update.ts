import type { UpdateStackInput } from '@aws-sdk/client-cloudformation';
import type { Call } from '../../../kernel/service.ts';
import { computeChanges, isWithoutChanges } from '../change-set/compute-changes.ts';
import { actualResources } from '../engine/actual-state.ts';
import { beginOperation } from '../engine/begin-operation.ts';
import { rollbackPointOf, runUpdate } from '../engine/run-update.ts';
import { validationError } from '../template/template-error.ts';
import { buildDefinition } from './build-definition.ts';
import { setStackStatus } from './events.ts';
import type { Stack } from './stack.ts';
import type { StackDefinition } from './stack-definition.ts';
import type { OperationOptions } from './stack-operation.ts';
import { checkStackPolicy } from './stack-policy.ts';
import { requireStack } from './stack-store.ts';

const UPDATABLE = new Set<string>([
  ...['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'IMPORT_COMPLETE', 'IMPORT_ROLLBACK_COMPLETE'],
  ...['CREATE_FAILED', 'UPDATE_FAILED'],
]);

export interface UpdateRequest {
  readonly input: UpdateStackInput;
  readonly isNested?: boolean;
  readonly options: OperationOptions;
}

/** Accepts an update of a stack and starts it. Throws when the request is not valid or changes nothing. */
export async function startUpdate(call: Call, { input, isNested = false, options }: UpdateRequest): Promise<Stack> {
  const stack = requireStack(call, input.StackName, `Stack [${input.StackName}] does not exist`);
  if (stack.parentId !== undefined && !isNested) {
    throw validationError(`Stack ${stack.id} is a nested stack and can only be updated through its parent`);
  }
  checkUpdatable(stack);
  const definition = await buildDefinition(call, input, { stack, isReviewed: false });
  const changes = computeChanges(call.kernel, stack, definition);
  if (isWithoutChanges(stack, definition, changes)) throw validationError('No updates are to be performed.');
  checkStackPolicy(input.StackPolicyDuringUpdateBody ?? stack.policy, changes);
  if (input.StackPolicyBody !== undefined) stack.policy = input.StackPolicyBody;
  beginUpdate(call, { stack, definition, options });
  return stack;
}

/** Throws `ValidationError` while the stack's status does not allow an update. */
export function checkUpdatable(stack: Stack): void {
  if (UPDATABLE.has(stack.status) && stack.operation === undefined) return;
  throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
}

export function beginUpdate(
  { kernel }: Pick<Call, 'kernel'>,
  {
    stack,
    definition,
    options,
    revertsDrift = false,
  }: {
    readonly stack: Stack;
    readonly definition: StackDefinition;
    readonly options: OperationOptions;
    readonly revertsDrift?: boolean;
  },
): void {
  if (revertsDrift) for (const [name, actual] of actualResources(kernel, stack)) stack.resources.set(name, actual);
  // After that: a drift-aware update is rolled back to the actual state from before it.
  stack.rollbackPoint ??= rollbackPointOf(stack);
  stack.definition = definition;
  stack.disableRollback = options.disableRollback ?? stack.disableRollback;
  stack.updatedAtMs = kernel.clock.now();
  beginOperation({ kernel, stack }, { kind: 'update', options }, async (operation) => {
    setStackStatus({ kernel, stack }, 'UPDATE_IN_PROGRESS', 'User Initiated');
    await runUpdate(kernel, { stack, definition }, operation);
  });
}
