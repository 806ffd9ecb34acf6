import { AwsError } from '../../../kernel/errors.ts';
import type { Call } from '../../../kernel/service.ts';
import type { Stack } from '../stack/stack.ts';
import { requireStack, stacksOf } from '../stack/stack-store.ts';
import { validationError } from '../template/template-error.ts';
import type { ChangeSet } from './change-set.ts';

export interface ChangeSetName {
  readonly ChangeSetName?: string | undefined;
  readonly StackName?: string | undefined;
}

export function findChangeSet(
  call: Call,
  { ChangeSetName = '', StackName }: ChangeSetName,
): { stack: Stack; changeSet: ChangeSet } | undefined {
  const isArn = ChangeSetName.startsWith('arn:');
  if (!isArn && StackName === undefined) {
    throw validationError('StackName must be specified if ChangeSetName is not specified as an ARN.');
  }
  const stacks = isArn
    ? stacksOf(call.kernel, call).all()
    : [requireStack(call, StackName, `Stack [${StackName}] does not exist`)];
  for (const stack of stacks) {
    for (const changeSet of stack.changeSets.values()) {
      if (isArn ? changeSet.id === ChangeSetName : changeSet.name === ChangeSetName) return { stack, changeSet };
    }
  }
  return undefined;
}

/** Throws `ChangeSetNotFound` when there is none. */
export function requireChangeSet(call: Call, name: ChangeSetName): { stack: Stack; changeSet: ChangeSet } {
  const found = findChangeSet(call, name);
  if (found === undefined) {
    throw new AwsError('ChangeSetNotFound', `ChangeSet [${name.ChangeSetName}] does not exist`, 404);
  }
  return found;
}
