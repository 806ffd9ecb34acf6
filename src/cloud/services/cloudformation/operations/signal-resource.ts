import type { SignalResourceInput } from '@aws-sdk/client-cloudformation';
import type { Call } from '../../../kernel/service.ts';
import { sendSignal, signalKey } from '../engine/signals.ts';
import { requireStack } from '../stack/stack-store.ts';
import { validationError } from '../template/template-error.ts';
import { requireResource } from './stack-resources.ts';

export function signalResource(input: SignalResourceInput, call: Call): object {
  const stack = requireStack(call, input.StackName, `Stack ${input.StackName} does not exist`);
  const resource = requireResource(stack, input.LogicalResourceId);
  if (!/^(CREATE|UPDATE)_IN_PROGRESS$/.test(resource.status)) {
    throw validationError(`Resource ${resource.logicalId} is in ${resource.status} state and cannot be signaled`);
  }
  const status = input.Status === 'SUCCESS' ? 'SUCCESS' : 'FAILURE';
  sendSignal(call.kernel, signalKey(stack.id, resource.logicalId), { uniqueId: input.UniqueId ?? '', status });
  return {};
}
