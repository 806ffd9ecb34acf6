import {
  CloudFormationClient,
  ContinueUpdateRollbackCommand,
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  paginateListStackResources,
  type StackEvent as SdkStackEvent,
  type Stack,
  type StackResourceSummary,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import { PlinthError } from '../core/errors.ts';
import type { StackChange, StackDescription, StackEvent, StackResource, Stacks, Target } from '../core/ports/index.ts';
import { NotYet } from '../core/stack/not-yet.ts';
import { awsErrorName, isValidationError } from './aws-error.ts';
import { brokenAssertion } from './broken-assertion.ts';
import { executionOf, readChangeSet } from './change-sets.ts';
import { clientFor } from './clients.ts';
import { settings } from './settings.ts';

/** Errors for a change set that cannot be executed, or no longer. CloudFormation uses the names with and without the suffix. */
const NOT_EXECUTABLE: ReadonlySet<string> = new Set(
  ['InvalidChangeSetStatus', 'ChangeSetNotFound'].flatMap((name) => [name, `${name}Exception`]),
);

/**
 * CloudFormation. Every call that changes a stack sends a client request token and the stacks' service role. Resources that a
 * failed change created are deleted whatever their deletion policy says (`RetainExceptOnCreate`): they hold no data yet, and
 * their names would be in use at the next attempt.
 */
export const stacks: Stacks = {
  async describe(target, stack) {
    try {
      const answer = await client(target).send(new DescribeStacksCommand({ StackName: stack }));
      return answer.Stacks?.[0] && description(answer.Stacks[0]);
    } catch (error) {
      if (isValidationError(error, /does not exist/)) return undefined;
      throw error;
    }
  },

  async create(target, change) {
    const input = {
      ...stackInput(target, change),
      TemplateBody: change.templateBody,
      ClientRequestToken: change.clientRequestToken,
      RetainExceptOnCreate: true,
    };
    try {
      const { StackId } = await client(target).send(new CreateStackCommand(input));
      return StackId ?? change.stackName;
    } catch (error) {
      refuseBrokenAssertion(error, change);
      // An earlier run of this step or another principal created it. The caller has to describe the stack again.
      if (awsErrorName(error) !== 'AlreadyExistsException') throw error;
      throw new NotYet(`stack \`${change.stackName}\` was created in the meantime`);
    }
  },

  async createChangeSet(target, change, type, name) {
    try {
      await client(target).send(new CreateChangeSetCommand(changeSetInput(target, change, { type, name })));
    } catch (error) {
      refuseBrokenAssertion(error, change);
      if (isBusy(error)) throw new NotYet(`stack \`${change.stackName}\` is being changed by another operation`);
      // The name is derived from the operation, so an earlier run of this step created the change set.
      if (awsErrorName(error) !== 'AlreadyExistsException') throw error;
    }
  },

  describeChangeSet: (target, stack, name) => readChangeSet(client(target), stack, name),

  async executeChangeSet(target, stack, name, clientRequestToken) {
    try {
      const input = {
        StackName: stack,
        ChangeSetName: name,
        ClientRequestToken: clientRequestToken,
        RetainExceptOnCreate: true,
      };
      await client(target).send(new ExecuteChangeSetCommand(input));
      return true;
    } catch (error) {
      if (!NOT_EXECUTABLE.has(awsErrorName(error)) && !isBusy(error)) throw error;
      const execution = await executionOf(client(target), stack, name);
      if (execution === 'EXECUTE_IN_PROGRESS' || execution === 'EXECUTE_COMPLETE') return true;
      // CloudFormation marks the change sets of a stack as obsolete, and deletes them, when another change starts.
      if (!isBusy(error) && execution !== undefined && execution !== 'OBSOLETE') throw error;
      return false;
    }
  },

  async deleteChangeSet(target, stack, name) {
    await unlessGone(client(target).send(new DeleteChangeSetCommand({ StackName: stack, ChangeSetName: name })));
  },

  async delete(target, stack, clientRequestToken, retain = []) {
    const input = {
      StackName: stack,
      ClientRequestToken: clientRequestToken,
      RoleARN: stackRoleArn(target),
      ...(retain.length > 0 && { RetainResources: [...retain] }),
    };
    await unlessGone(client(target).send(new DeleteStackCommand(input)));
  },

  async continueRollback(target, stack, clientRequestToken, skip = []) {
    const input = {
      StackName: stack,
      ClientRequestToken: clientRequestToken,
      RoleARN: stackRoleArn(target),
      ...(skip.length > 0 && { ResourcesToSkip: [...skip] }),
    };
    await client(target).send(new ContinueUpdateRollbackCommand(input));
  },

  async setTerminationProtection(target, stack, enabled) {
    const input = { StackName: stack, EnableTerminationProtection: enabled };
    await client(target).send(new UpdateTerminationProtectionCommand(input));
  },

  async template(target, stack) {
    const input = { StackName: stack, TemplateStage: 'Original' as const };
    const { TemplateBody = '' } = await client(target).send(new GetTemplateCommand(input));
    return TemplateBody;
  },

  async resources(target, stack) {
    const found: StackResource[] = [];
    for await (const page of paginateListStackResources({ client: client(target) }, { StackName: stack })) {
      for (const { ResourceStatus, ...summary } of page.StackResourceSummaries ?? []) {
        if (ResourceStatus !== 'DELETE_COMPLETE' && ResourceStatus !== 'DELETE_SKIPPED')
          found.push(stackResource(summary));
      }
    }
    return found;
  },

  async events(target, stack, limit) {
    try {
      return await readEvents(target, stack, limit);
    } catch (error) {
      if (isValidationError(error, /does not exist/)) return [];
      throw error;
    }
  },
};

/** True when CloudFormation refuses a change because another change of the stack is in progress. */
function isBusy(error: unknown): boolean {
  return isValidationError(error, /_IN_PROGRESS state and can ?not be updated/);
}

/** A broken template rule is an error of the caller, who has to change the parameters. */
function refuseBrokenAssertion(error: unknown, { stackName, templateBody }: StackChange): void {
  const broken = brokenAssertion(error, templateBody);
  if (broken === undefined) return;
  throw new PlinthError('InvalidParameter', `\`${stackName}\`: ${broken}`, { cause: error });
}

async function readEvents(target: Target, stack: string, limit: number): Promise<readonly StackEvent[]> {
  const found: StackEvent[] = [];
  let next: string | undefined;
  do {
    const input = { StackName: stack, ...(next !== undefined && { NextToken: next }) };
    const page = await client(target).send(new DescribeStackEventsCommand(input));
    found.push(...(page.StackEvents ?? []).map(stackEvent));
    next = page.NextToken;
  } while (next !== undefined && found.length < limit);
  return found.slice(0, limit);
}

function client(target: Target): CloudFormationClient {
  return clientFor(CloudFormationClient, target);
}

/** A stack keeps the last service role that it received, so each call sends the role. */
function stackRoleArn(target: Target): string {
  const { partition, installation } = settings;
  return `arn:${partition}:iam::${target.account}:role/${installation}-stacks`;
}

interface ChangeSetName {
  readonly type: 'CREATE' | 'UPDATE';
  readonly name: string;
}

function changeSetInput(target: Target, change: StackChange, { type, name }: ChangeSetName) {
  return {
    ...stackInput(target, change),
    ChangeSetName: name,
    ChangeSetType: type,
    ClientToken: change.clientRequestToken,
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/drift-aware-change-sets.html
    ...(change.revertsDrift && type === 'UPDATE' && { DeploymentMode: 'REVERT_DRIFT' as const }),
    ...(change.templateBody === undefined ? { UsePreviousTemplate: true } : { TemplateBody: change.templateBody }),
  };
}

function stackInput(target: Target, change: StackChange) {
  return {
    StackName: change.stackName,
    Parameters: [
      ...Object.entries(change.parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
      ...(change.keeps ?? []).map((ParameterKey) => ({ ParameterKey, UsePreviousValue: true })),
    ],
    Tags: Object.entries(change.tags).map(([Key, Value]) => ({ Key, Value })),
    Capabilities: ['CAPABILITY_NAMED_IAM' as const, 'CAPABILITY_AUTO_EXPAND' as const],
    RoleARN: stackRoleArn(target),
    // Explicit, so that a change that fails inside CloudFormation is rolled back in both modes.
    ...(change.mode === 'express' && { DeploymentConfig: { Mode: 'EXPRESS' as const, DisableRollback: false } }),
  };
}

/** A stack as `DescribeStacks` answers it. */
export function description(stack: Stack): StackDescription {
  return {
    stackId: stack.StackId ?? '',
    status: stack.StackStatus ?? '',
    ...(stack.StackStatusReason !== undefined && { statusReason: stack.StackStatusReason }),
    outputs: entries(stack.Outputs, ({ OutputKey, OutputValue }) => [OutputKey, OutputValue]),
    parameters: entries(stack.Parameters, ({ ParameterKey, ParameterValue }) => [ParameterKey, ParameterValue]),
    tags: entries(stack.Tags, ({ Key, Value }) => [Key, Value]),
    terminationProtection: stack.EnableTerminationProtection ?? false,
  };
}

type Entry = readonly [string | undefined, string | undefined];

function entries<T>(items: readonly T[] | undefined, entry: (item: T) => Entry): Record<string, string> {
  const pairs = (items ?? []).map(entry);
  return Object.fromEntries(pairs.map(([key, value]) => [key ?? '', value ?? '']));
}

function stackResource(summary: Omit<StackResourceSummary, 'ResourceStatus'>): StackResource {
  return {
    logicalId: summary.LogicalResourceId ?? '',
    type: summary.ResourceType ?? '',
    ...(summary.PhysicalResourceId !== undefined && { physicalId: summary.PhysicalResourceId }),
  };
}

function stackEvent(event: SdkStackEvent): StackEvent {
  return {
    eventId: event.EventId ?? '',
    time: event.Timestamp ?? new Date(0),
    logicalId: event.LogicalResourceId ?? '',
    type: event.ResourceType ?? '',
    status: event.ResourceStatus ?? '',
    ...(event.PhysicalResourceId !== undefined && { physicalId: event.PhysicalResourceId }),
    ...(event.ResourceStatusReason !== undefined && { reason: event.ResourceStatusReason }),
    ...(event.ClientRequestToken !== undefined && { clientRequestToken: event.ClientRequestToken }),
  };
}

/** Deleting what does not exist is a success. */
async function unlessGone(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!isValidationError(error, /does not exist/) && awsErrorName(error) !== 'ChangeSetNotFoundException')
      throw error;
  }
}
