import type { CreateStackInput } from '@aws-sdk/client-cloudformation';
import type { Call } from '../../../kernel/service.ts';
import { beginOperation } from '../engine/begin-operation.ts';
import { runCreate } from '../engine/run-create.ts';
import { buildDefinition } from './build-definition.ts';
import { setStackStatus } from './events.ts';
import { newStack } from './new-stack.ts';
import type { Stack } from './stack.ts';
import type { StackDefinition } from './stack-definition.ts';
import type { OperationOptions } from './stack-operation.ts';
import { stacksOf } from './stack-store.ts';

export interface CreateRequest {
  readonly input: CreateStackInput;
  /** The parent of a nested stack. */
  readonly parent?: Stack;
  readonly options: OperationOptions;
}

/** Accepts a new stack and starts creating it. Throws when the request is not valid. */
export async function startCreate(call: Call, { input, parent, options }: CreateRequest): Promise<Stack> {
  const stack = newStack(call, input.StackName ?? '');
  if (parent !== undefined) {
    stack.parentId = parent.id;
    stack.rootId = parent.rootId ?? parent.id;
  }
  const definition = await buildDefinition(call, input, { stack, isReviewed: false });
  stack.isTerminationProtected = input.EnableTerminationProtection ?? false;
  stack.disableRollback = options.disableRollback ?? false;
  if (input.TimeoutInMinutes !== undefined) stack.timeoutMinutes = input.TimeoutInMinutes;
  if (input.StackPolicyBody !== undefined) stack.policy = input.StackPolicyBody;
  stacksOf(call.kernel, call).add(stack);
  beginCreate(call, { stack, definition, options });
  return stack;
}

/** Starts creating a stack that is in the store: a new one, or one in REVIEW_IN_PROGRESS. */
export function beginCreate(
  { kernel }: Pick<Call, 'kernel'>,
  {
    stack,
    definition,
    options,
  }: { readonly stack: Stack; readonly definition: StackDefinition; readonly options: OperationOptions },
): void {
  stack.definition = definition;
  beginOperation({ kernel, stack }, { kind: 'create', options }, async (operation) => {
    setStackStatus({ kernel, stack }, 'CREATE_IN_PROGRESS', 'User Initiated');
    await runCreate(kernel, { stack, definition }, operation);
  });
}
