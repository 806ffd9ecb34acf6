import type {
  DeleteChangeSetInput,
  DescribeChangeSetInput,
  DescribeChangeSetOutput,
  ExecuteChangeSetInput,
  ListChangeSetsInput,
  ListChangeSetsOutput,
} from '@aws-sdk/client-cloudformation';
import { AwsError } from '../../../kernel/errors.ts';
import { page } from '../../../kernel/page.ts';
import type { Call } from '../../../kernel/service.ts';
import type { ChangeSet, ChangeSetChange } from '../change-set/change-set.ts';
import { describeChange } from '../change-set/describe-change.ts';
import { findChangeSet, requireChangeSet } from '../change-set/find-change-set.ts';
import { isRepeated, rememberRequest } from '../stack/request-token.ts';
import type { Stack } from '../stack/stack.ts';
import { checkStackPolicy } from '../stack/stack-policy.ts';
import { requireStack } from '../stack/stack-store.ts';
import { beginCreate } from '../stack/start-create.ts';
import { beginUpdate } from '../stack/start-update.ts';
import { maskSecrets } from '../template/mask-secrets.ts';
import { shownParameters } from './describe-stacks.ts';

const PAGE_SIZE = 100;

export function describeChangeSet(input: DescribeChangeSetInput, call: Call): DescribeChangeSetOutput {
  const { stack, changeSet } = requireChangeSet(call, input);
  const { definition, statusReason, description, onStackFailure } = changeSet;
  const hasValues = input.IncludePropertyValues === true;
  const secrets = [...definition.parameters, ...(stack.definition?.parameters ?? [])];
  const shown = (change: ChangeSetChange) => maskSecrets(change, secrets) as ChangeSetChange;
  const { items, nextToken } = page(changeSet.changes, {
    limit: PAGE_SIZE,
    token: input.NextToken,
    errorCode: 'ValidationError',
  });
  return {
    ...namesOf(stack, changeSet),
    ...(description === undefined ? {} : { Description: description }),
    Parameters: shownParameters(definition),
    ...(statusReason === undefined ? {} : { StatusReason: statusReason }),
    NotificationARNs: [...definition.notificationArns],
    RollbackConfiguration: {},
    Capabilities: [...definition.capabilities],
    Tags: [...definition.tags],
    Changes: items.map((change) => ({
      Type: 'Resource',
      ResourceChange: describeChange(shown(change), { hasValues }),
    })),
    NextToken: nextToken,
    ...(onStackFailure === undefined ? {} : { OnStackFailure: onStackFailure }),
    ...(changeSet.revertsDrift ? { DeploymentMode: 'REVERT_DRIFT' } : {}),
  };
}

/** Executing a change set deletes the stack's other change sets, which were computed for its former state. */
export function executeChangeSet(input: ExecuteChangeSetInput, call: Call): object {
  const { stack, changeSet } = requireChangeSet(call, input);
  const token = input.ClientRequestToken;
  if (isRepeated(stack, token, input)) return {};
  if (changeSet.executionStatus !== 'AVAILABLE') {
    const status = changeSet.status === 'CREATE_COMPLETE' ? changeSet.executionStatus : changeSet.status;
    throw new AwsError(
      'InvalidChangeSetStatus',
      `ChangeSet [${changeSet.id}] cannot be executed in its current status of [${status}]`,
    );
  }
  checkStackPolicy(changeSet.type === 'UPDATE' ? stack.policy : undefined, changeSet.changes);
  rememberRequest(stack, token, input);
  changeSet.executionStatus = 'EXECUTE_IN_PROGRESS';
  stack.executedChangeSetId = changeSet.id;
  for (const other of stack.changeSets.keys()) if (other !== changeSet.name) stack.changeSets.delete(other);
  const { onStackFailure, definition } = changeSet;
  const options = {
    ...changeSet.options,
    token,
    disableRollback: input.DisableRollback ?? changeSet.options.disableRollback ?? onStackFailure === 'DO_NOTHING',
    retainExceptOnCreate: input.RetainExceptOnCreate ?? false,
    ...(onStackFailure === undefined ? {} : { onFailure: onStackFailure }),
  };
  const begin = changeSet.type === 'CREATE' ? beginCreate : beginUpdate;
  begin(call, { stack, definition, options, revertsDrift: changeSet.revertsDrift });
  call.kernel.background(followExecution(stack, changeSet));
  return {};
}

async function followExecution(stack: Stack, changeSet: ChangeSet): Promise<void> {
  await stack.operation?.done;
  const isGood = stack.status === 'CREATE_COMPLETE' || stack.status === 'UPDATE_COMPLETE';
  changeSet.executionStatus = isGood ? 'EXECUTE_COMPLETE' : 'EXECUTE_FAILED';
}

/** A stack in REVIEW_IN_PROGRESS stays there when its change set is deleted, as on AWS. */
export function deleteChangeSet(input: DeleteChangeSetInput, call: Call): object {
  const found = findChangeSet(call, input);
  if (found === undefined) return {};
  const { stack, changeSet } = found;
  if (changeSet.status === 'CREATE_IN_PROGRESS' || changeSet.executionStatus === 'EXECUTE_IN_PROGRESS') {
    throw new AwsError(
      'InvalidChangeSetStatus',
      `The change set status doesn't allow to delete it: ${changeSet.status}, ${changeSet.executionStatus}`,
    );
  }
  stack.changeSets.delete(changeSet.name);
  return {};
}

export function listChangeSets(input: ListChangeSetsInput, call: Call): ListChangeSetsOutput {
  const stack = requireStack(call, input.StackName, `Stack [${input.StackName}] does not exist`);
  const changeSets = [...stack.changeSets.values()];
  const { items, nextToken } = page(changeSets, {
    limit: PAGE_SIZE,
    token: input.NextToken,
    errorCode: 'ValidationError',
  });
  return {
    Summaries: items.map((changeSet) => ({
      ...namesOf(stack, changeSet),
      ...(changeSet.statusReason === undefined ? {} : { StatusReason: changeSet.statusReason }),
      ...(changeSet.description === undefined ? {} : { Description: changeSet.description }),
    })),
    NextToken: nextToken,
  };
}

function namesOf(stack: Stack, changeSet: ChangeSet) {
  return {
    ChangeSetName: changeSet.name,
    ChangeSetId: changeSet.id,
    StackId: stack.id,
    StackName: stack.name,
    CreationTime: new Date(changeSet.createdAtMs),
    ExecutionStatus: changeSet.executionStatus,
    Status: changeSet.status,
    IncludeNestedStacks: false,
  };
}
