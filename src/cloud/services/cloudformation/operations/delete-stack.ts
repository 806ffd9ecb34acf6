import type { DeleteStackInput, UpdateTerminationProtectionInput } from '@aws-sdk/client-cloudformation';
import type { Call } from '../../../kernel/service.ts';
import { isRepeated, rememberRequest } from '../stack/request-token.ts';
import type { Stack } from '../stack/stack.ts';
import { requireStack, stacksOf } from '../stack/stack-store.ts';
import { startDelete } from '../stack/start-delete.ts';
import { validationError } from '../template/template-error.ts';

const INTERRUPTIBLE = new Set<string>(['CREATE_IN_PROGRESS', 'REVIEW_IN_PROGRESS']);

/** Deleting a stack that does not exist succeeds. */
export function deleteStack(input: DeleteStackInput, call: Call): object {
  const stack = stacksOf(call.kernel, call).find(input.StackName ?? '');
  if (stack === undefined || stack.status === 'DELETE_COMPLETE') return {};
  const token = input.ClientRequestToken;
  if (isRepeated(stack, token, input)) return {};
  checkDeletable(stack, input);
  if (stack.status === 'DELETE_IN_PROGRESS') return {};
  rememberRequest(stack, token, input);
  startDelete(call, {
    stack,
    retention: { retain: input.RetainResources ?? [], isForced: input.DeletionMode === 'FORCE_DELETE_STACK' },
    options: { token, mode: input.DeploymentConfig?.Mode ?? 'STANDARD' },
  });
  return {};
}

function checkDeletable(stack: Stack, { RetainResources, DeletionMode }: DeleteStackInput): void {
  if (stack.isTerminationProtected) {
    throw validationError(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
  }
  if (stack.parentId !== undefined && stack.status !== 'DELETE_FAILED') {
    throw validationError(`Stack [${stack.name}] is a nested stack and can only be deleted through its root stack`);
  }
  const isBusy = stack.status.endsWith('_IN_PROGRESS') && stack.status !== 'DELETE_IN_PROGRESS';
  if (isBusy && !INTERRUPTIBLE.has(stack.status)) {
    throw validationError(`Stack [${stack.name}] cannot be deleted while in status ${stack.status}`);
  }
  const retained = RetainResources ?? [];
  if ((retained.length > 0 || DeletionMode === 'FORCE_DELETE_STACK') && stack.status !== 'DELETE_FAILED') {
    const member = retained.length > 0 ? 'RetainResources' : 'FORCE_DELETE_STACK';
    throw validationError(
      `Invalid operation on stack [${stack.id}]. ${member} may only be specified for a stack in DELETE_FAILED state`,
    );
  }
  const unknown = retained.filter((logicalId) => !stack.resources.has(logicalId));
  if (unknown.length > 0) {
    throw validationError(
      `The specified resources to retain must be in a valid state. Do not exist: [${unknown.join(', ')}]`,
    );
  }
}

export function updateTerminationProtection(input: UpdateTerminationProtectionInput, call: Call): object {
  const stack = requireStack(call, input.StackName, `Stack [${input.StackName}] does not exist`);
  if (stack.status === 'DELETE_COMPLETE' || stack.status === 'DELETE_IN_PROGRESS') {
    throw validationError(`Stack [${stack.name}] does not exist`);
  }
  if (stack.parentId !== undefined) {
    throw validationError('UpdateTerminationProtection cannot be called on a nested stack');
  }
  stack.isTerminationProtected = input.EnableTerminationProtection ?? false;
  return { StackId: stack.id };
}
