import type { CreateStackInput, CreateStackOutput } from '@aws-sdk/client-cloudformation';
import type { Call } from '../../../kernel/service.ts';
import { isRepeated, rememberRequest } from '../stack/request-token.ts';
import { refusePolicyUrls, statementsOf } from '../stack/stack-policy.ts';
import { stacksOf } from '../stack/stack-store.ts';
import { startCreate } from '../stack/start-create.ts';
import { validationError } from '../template/template-error.ts';

export function createStack(input: CreateStackInput, call: Call): Promise<CreateStackOutput> {
  return stacksOf(call.kernel, call).inTurn(input.StackName ?? '', () => takeCreateStack(input, call));
}

async function takeCreateStack(input: CreateStackInput, call: Call): Promise<CreateStackOutput> {
  const token = input.ClientRequestToken;
  const existing = stacksOf(call.kernel, call).find(input.StackName ?? '');
  if (existing !== undefined && isRepeated(existing, token, input)) return { StackId: existing.id };
  if (input.DisableRollback !== undefined && input.OnFailure !== undefined) {
    throw validationError('You cannot specify both DisableRollback and OnFailure.');
  }
  refusePolicyUrls(input);
  if (input.StackPolicyBody !== undefined) statementsOf(input.StackPolicyBody);
  const config = input.DeploymentConfig;
  const stack = await startCreate(call, {
    input,
    options: {
      token,
      disableRollback: input.DisableRollback ?? config?.DisableRollback ?? false,
      retainExceptOnCreate: input.RetainExceptOnCreate ?? false,
      mode: config?.Mode ?? 'STANDARD',
      ...(input.OnFailure === undefined ? {} : { onFailure: input.OnFailure }),
    },
  });
  rememberRequest(stack, token, input);
  return { StackId: stack.id };
}
