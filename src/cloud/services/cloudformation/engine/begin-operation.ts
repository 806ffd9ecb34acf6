import type { Kernel } from '../../../kernel/service.ts';
import type { Stack } from '../stack/stack.ts';
import type { OperationOptions, StackOperation } from '../stack/stack-operation.ts';

/** Starts the stack's one operation in the background, and clears it from the stack when it ends. */
export function beginOperation(
  { kernel, stack }: { readonly kernel: Kernel; readonly stack: Stack },
  { kind, options }: { readonly kind: StackOperation['kind']; readonly options: OperationOptions },
  work: (operation: StackOperation) => Promise<void>,
): StackOperation {
  const { token, ...chosen } = options;
  const operation: StackOperation = {
    kind,
    ...(token === undefined ? {} : { token }),
    disableRollback: false,
    retainExceptOnCreate: false,
    mode: 'STANDARD',
    ...chosen,
    abort: new AbortController(),
    isSuperseded: false,
    done: Promise.resolve(),
  };
  stack.operation = operation;
  operation.done = work(operation).finally(() => {
    if (stack.operation === operation) delete stack.operation;
  });
  kernel.background(operation.done, `the ${kind} of stack ${stack.name}`);
  return operation;
}

/** The failed resources of a phase, in CloudFormation's words. */
export function failureReason(verb: 'create' | 'delete' | 'update', names: readonly string[]): string {
  return names.length === 0 ? '' : `The following resource(s) failed to ${verb}: [${[...names].sort().join(', ')}]. `;
}
