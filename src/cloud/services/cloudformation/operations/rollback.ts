import type {
  ContinueUpdateRollbackInput,
  RollbackStackInput,
  RollbackStackOutput,
} from '@aws-sdk/client-cloudformation';
import type { Call } from '../../../kernel/service.ts';
import { beginOperation } from '../engine/begin-operation.ts';
import { rollBackCreate } from '../engine/run-create.ts';
import { rollBackUpdate } from '../engine/run-update-rollback.ts';
import { UPDATE_CANCELLED } from '../engine/update-resource.ts';
import { setStackStatus } from '../stack/events.ts';
import { isRepeated, rememberRequest } from '../stack/request-token.ts';
import type { Stack } from '../stack/stack.ts';
import { requireStack } from '../stack/stack-store.ts';
import { validationError } from '../template/template-error.ts';

/** Continues the rollback of a stack in UPDATE_ROLLBACK_FAILED, without the resources to skip. */
export function continueUpdateRollback(input: ContinueUpdateRollbackInput, call: Call): object {
  const { kernel } = call;
  const stack = requireStack(call, input.StackName, `Stack [${input.StackName}] does not exist`);
  const token = input.ClientRequestToken;
  if (isRepeated(stack, token, input)) return {};
  if (stack.status !== 'UPDATE_ROLLBACK_FAILED') {
    throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not continue rollback.`);
  }
  const skip = input.ResourcesToSkip ?? [];
  checkSkipped(stack, skip);
  rememberRequest(stack, token, input);
  beginOperation({ kernel, stack }, { kind: 'rollback', options: { token } }, async (operation) => {
    setStackStatus({ kernel, stack }, 'UPDATE_ROLLBACK_IN_PROGRESS', 'User Initiated');
    await rollBackUpdate({ kernel, stack, operation }, skip);
  });
  return {};
}

/** Only resources that failed to roll back can be skipped, not those that were cancelled. */
function checkSkipped(stack: Stack, skip: readonly string[]): void {
  const wrong = skip.filter((name) => {
    const resource = stack.resources.get(name);
    return resource?.status !== 'UPDATE_FAILED' || resource.statusReason === UPDATE_CANCELLED;
  });
  if (wrong.length > 0) {
    throw validationError(
      `The following resource(s) are not in UPDATE_FAILED state and cannot be skipped: [${wrong.join(', ')}]`,
    );
  }
}

/** Rolls back a stack that failed with rollback disabled. */
export function rollbackStack(input: RollbackStackInput, call: Call): RollbackStackOutput {
  const { kernel } = call;
  const stack = requireStack(call, input.StackName, `Stack [${input.StackName}] does not exist`);
  const token = input.ClientRequestToken;
  if (isRepeated(stack, token, input)) return { StackId: stack.id };
  if (stack.status !== 'CREATE_FAILED' && stack.status !== 'UPDATE_FAILED') {
    throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not be rolled back.`);
  }
  rememberRequest(stack, token, input);
  const retainExceptOnCreate = input.RetainExceptOnCreate ?? false;
  const isCreate = stack.status === 'CREATE_FAILED';
  beginOperation(
    { kernel, stack },
    { kind: 'rollback', options: { token, retainExceptOnCreate } },
    async (operation) => {
      const run = { kernel, stack, operation };
      setStackStatus(run, isCreate ? 'ROLLBACK_IN_PROGRESS' : 'UPDATE_ROLLBACK_IN_PROGRESS', 'User Initiated');
      await (isCreate ? rollBackCreate(run) : rollBackUpdate(run, []));
    },
  );
  return { StackId: stack.id };
}
