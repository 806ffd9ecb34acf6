import type { CancelUpdateStackInput, UpdateStackInput, UpdateStackOutput } from '@aws-sdk/client-cloudformation';
import type { Call } from '../../../kernel/service.ts';
import { Cancelled } from '../engine/run.ts';
import { isRepeated, rememberRequest } from '../stack/request-token.ts';
import { refusePolicyUrls } from '../stack/stack-policy.ts';
import { requireStack, stacksOf } from '../stack/stack-store.ts';
import { startUpdate } from '../stack/start-update.ts';
import { validationError } from '../template/template-error.ts';

export function updateStack(input: UpdateStackInput, call: Call): Promise<UpdateStackOutput> {
  return stacksOf(call.kernel, call).inTurn(input.StackName ?? '', () => takeUpdateStack(input, call));
}

async function takeUpdateStack(input: UpdateStackInput, call: Call): Promise<UpdateStackOutput> {
  const token = input.ClientRequestToken;
  const existing = stacksOf(call.kernel, call).find(input.StackName ?? '');
  if (existing !== undefined && isRepeated(existing, token, input)) return { StackId: existing.id };
  refusePolicyUrls(input);
  const config = input.DeploymentConfig;
  const stack = await startUpdate(call, {
    input,
    options: {
      token,
      disableRollback: input.DisableRollback ?? config?.DisableRollback ?? false,
      retainExceptOnCreate: input.RetainExceptOnCreate ?? false,
      mode: config?.Mode ?? 'STANDARD',
    },
  });
  rememberRequest(stack, token, input);
  return { StackId: stack.id };
}

/** Stops an update and rolls it back. */
export function cancelUpdateStack(input: CancelUpdateStackInput, call: Call): object {
  const stack = requireStack(call, input.StackName, `Stack [${input.StackName}] does not exist`);
  const token = input.ClientRequestToken;
  if (isRepeated(stack, token, input)) return {};
  if (stack.status !== 'UPDATE_IN_PROGRESS' || stack.operation === undefined) {
    throw validationError('CancelUpdateStack cannot be called from current stack status');
  }
  rememberRequest(stack, token, input);
  stack.operation.abort.abort(new Cancelled());
  return {};
}
