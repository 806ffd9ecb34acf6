import type { CreateChangeSetInput } from '@aws-sdk/client-cloudformation';
import { AwsError, notImplemented } from '../../../kernel/errors.ts';
import type { Call, Kernel } from '../../../kernel/service.ts';
import { actualResources, driftOf } from '../engine/actual-state.ts';
import { buildDefinition } from '../stack/build-definition.ts';
import { setStackStatus } from '../stack/events.ts';
import { newStack } from '../stack/new-stack.ts';
import type { Stack } from '../stack/stack.ts';
import type { StackDefinition } from '../stack/stack-definition.ts';
import { stacksOf } from '../stack/stack-store.ts';
import { checkUpdatable } from '../stack/start-update.ts';
import { validationError } from '../template/template-error.ts';
import type { ChangeSet, ChangeSetChange } from './change-set.ts';
import { computeChanges, isWithoutChanges } from './compute-changes.ts';

const EMPTY_REASON =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

/** `CreateChangeSet`: answers at once and computes the changes in the background. */
export function createChangeSet(input: CreateChangeSetInput, call: Call) {
  return stacksOf(call.kernel, call).inTurn(input.StackName ?? '', () => takeCreateChangeSet(input, call));
}

async function takeCreateChangeSet(input: CreateChangeSetInput, call: Call) {
  const { kernel } = call;
  const name = checkedName(input.ChangeSetName ?? '');
  if (input.ChangeSetType === 'IMPORT' || input.ResourcesToImport !== undefined) {
    throw notImplemented('cloudformation', 'CreateChangeSet of type IMPORT');
  }
  if (input.IncludeNestedStacks === true)
    throw notImplemented('cloudformation', 'CreateChangeSet with IncludeNestedStacks');
  const { stack, isNew } = stackFor(input, call);
  if (isNew && input.DeploymentMode !== undefined) {
    throw validationError('DeploymentMode REVERT_DRIFT can only be specified for a change set of type UPDATE');
  }
  const request = JSON.stringify(input);
  const repeated = stack.changeSets.get(name);
  if (repeated !== undefined) {
    if (input.ClientToken !== undefined && repeated.token === input.ClientToken && repeated.request === request) {
      return { Id: repeated.id, StackId: stack.id };
    }
    throw new AwsError('AlreadyExistsException', `ChangeSet ${name} already exists`);
  }
  const definition = await buildDefinition(call, input, { stack, isReviewed: true });
  const changeSet = newChangeSet(call, { input, stack, definition, request, isNew });
  if (isNew) {
    stacksOf(kernel, call).add(stack);
    setStackStatus({ kernel, stack }, 'REVIEW_IN_PROGRESS', 'User Initiated');
  }
  stack.changeSets.set(name, changeSet);
  kernel.background(workOut(call, stack, changeSet), `change set ${changeSet.name} of stack ${stack.name}`);
  return { Id: changeSet.id, StackId: stack.id };
}

function stackFor(input: CreateChangeSetInput, call: Call): { stack: Stack; isNew: boolean } {
  const found = stacksOf(call.kernel, call).find(input.StackName ?? '');
  if (input.ChangeSetType === 'CREATE') {
    if (found === undefined) return { stack: newStack(call, input.StackName ?? ''), isNew: true };
    if (found.status === 'REVIEW_IN_PROGRESS') return { stack: found, isNew: false };
    throw validationError(
      `Stack [${found.name}] already exists and cannot be created again with the changeSet [${input.ChangeSetName}].`,
    );
  }
  if (found === undefined) throw validationError(`Stack [${input.StackName}] does not exist`);
  checkUpdatable(found);
  return { stack: found, isNew: false };
}

interface NewChangeSet {
  readonly input: CreateChangeSetInput;
  readonly stack: Stack;
  readonly definition: StackDefinition;
  readonly request: string;
  readonly isNew: boolean;
}

function newChangeSet({ kernel, account, region }: Call, { input, definition, request }: NewChangeSet): ChangeSet {
  const name = input.ChangeSetName ?? '';
  const config = input.DeploymentConfig;
  return {
    id: `arn:aws:cloudformation:${region}:${account}:changeSet/${name}/${kernel.random.uuid()}`,
    name,
    ...(input.Description === undefined ? {} : { description: input.Description }),
    type: input.ChangeSetType ?? 'UPDATE',
    createdAtMs: kernel.clock.now(),
    definition,
    ...(input.OnStackFailure === undefined ? {} : { onStackFailure: input.OnStackFailure }),
    revertsDrift: input.DeploymentMode === 'REVERT_DRIFT',
    options: { mode: config?.Mode ?? 'STANDARD', disableRollback: config?.DisableRollback ?? false },
    ...(input.ClientToken === undefined ? {} : { token: input.ClientToken }),
    request,
    status: 'CREATE_PENDING',
    executionStatus: 'UNAVAILABLE',
    changes: [],
  };
}

async function workOut({ kernel }: Call, stack: Stack, changeSet: ChangeSet): Promise<void> {
  changeSet.status = 'CREATE_IN_PROGRESS';
  await kernel.clock.sleep(kernel.durations.seconds('change set'));
  if (changeSet.status !== 'CREATE_IN_PROGRESS') return;
  try {
    changeSet.changes = changesOf(kernel, stack, changeSet);
    const isEmpty = isWithoutChanges(stack, changeSet.definition, changeSet.changes);
    if (isEmpty) changeSet.statusReason = EMPTY_REASON;
    changeSet.status = isEmpty ? 'FAILED' : 'CREATE_COMPLETE';
    changeSet.executionStatus = isEmpty ? 'UNAVAILABLE' : 'AVAILABLE';
  } catch (error) {
    changeSet.status = 'FAILED';
    changeSet.statusReason = error instanceof Error ? error.message : String(error);
  }
}

/** A drift-aware change set is compared with the resources as they are, any other with what CloudFormation recorded. */
function changesOf(kernel: Kernel, stack: Stack, { definition, revertsDrift }: ChangeSet): readonly ChangeSetChange[] {
  if (!revertsDrift) return computeChanges(kernel, stack, definition);
  const resources = actualResources(kernel, stack);
  return computeChanges(kernel, { ...stack, resources }, definition).map((change) => {
    const recorded = stack.resources.get(change.logicalId);
    return recorded ? { ...change, drift: driftOf(kernel, stack, recorded).status } : change;
  });
}

function checkedName(name: string): string {
  if (/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name)) return name;
  throw validationError(
    `1 validation error detected: Value '${name}' at 'changeSetName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/]*`,
  );
}
