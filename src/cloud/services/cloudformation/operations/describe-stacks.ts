import type {
  DescribeStacksInput,
  DescribeStacksOutput,
  ListStacksInput,
  ListStacksOutput,
  Parameter,
  Stack as StackDescription,
  StackSummary,
} from '@aws-sdk/client-cloudformation';
import { page } from '../../../kernel/page.ts';
import type { Call } from '../../../kernel/service.ts';
import type { Stack } from '../stack/stack.ts';
import type { StackDefinition } from '../stack/stack-definition.ts';
import { requireStack, stacksOf } from '../stack/stack-store.ts';
import { MASK } from '../template/mask-secrets.ts';

const PAGE_SIZE = 100;

export function describeStacks(input: DescribeStacksInput, call: Call): DescribeStacksOutput {
  if (input.StackName !== undefined && input.StackName !== '') {
    return { Stacks: [describeStack(requireStack(call, input.StackName))] };
  }
  const stacks = stacksOf(call.kernel, call).live().reverse();
  const { items, nextToken } = page(stacks, { limit: PAGE_SIZE, token: input.NextToken, errorCode: 'ValidationError' });
  return { Stacks: items.map(describeStack), NextToken: nextToken };
}

/** Deleted stacks are listed as well. */
export function listStacks(input: ListStacksInput, call: Call): ListStacksOutput {
  const wanted = new Set<string>(input.StackStatusFilter ?? []);
  const stacks = stacksOf(call.kernel, call)
    .all()
    .reverse()
    .filter(({ status }) => wanted.size === 0 || wanted.has(status));
  const { items, nextToken } = page(stacks, { limit: PAGE_SIZE, token: input.NextToken, errorCode: 'ValidationError' });
  return { StackSummaries: items.map(summarize), NextToken: nextToken };
}

/** Parameters as they may be shown: secrets are masked. */
export function shownParameters({ parameters }: StackDefinition): Parameter[] {
  return parameters.map(({ key, value, resolved, isSecret }) => ({
    ParameterKey: key,
    ParameterValue: isSecret ? MASK : value,
    ...(resolved === undefined ? {} : { ResolvedValue: isSecret ? MASK : resolved }),
  }));
}

function describeStack(stack: Stack): StackDescription {
  const { definition, outputs, executedChangeSetId, parentId, rootId, timeoutMinutes } = stack;
  return {
    ...common(stack),
    StackName: stack.name,
    StackStatus: stack.status,
    CreationTime: new Date(stack.createdAtMs),
    ...(executedChangeSetId === undefined ? {} : { ChangeSetId: executedChangeSetId }),
    ...(definition?.template.description === undefined ? {} : { Description: definition.template.description }),
    Parameters: definition === undefined ? [] : shownParameters(definition),
    RollbackConfiguration: {},
    DisableRollback: stack.disableRollback,
    NotificationARNs: [...(definition?.notificationArns ?? [])],
    ...(timeoutMinutes === undefined ? {} : { TimeoutInMinutes: timeoutMinutes }),
    Capabilities: [...(definition?.capabilities ?? [])],
    Outputs: outputs.map(({ key, value, description, exportName }) => ({
      OutputKey: key,
      OutputValue: value,
      ...(description === undefined ? {} : { Description: description }),
      ...(exportName === undefined ? {} : { ExportName: exportName }),
    })),
    ...(definition?.roleArn === undefined ? {} : { RoleARN: definition.roleArn }),
    Tags: [...(definition?.tags ?? [])],
    EnableTerminationProtection: stack.isTerminationProtected,
    ...(parentId === undefined ? {} : { ParentId: parentId }),
    ...(rootId === undefined ? {} : { RootId: rootId }),
  };
}

function summarize(stack: Stack): StackSummary {
  const { definition, parentId, rootId } = stack;
  return {
    ...common(stack),
    StackName: stack.name,
    StackStatus: stack.status,
    CreationTime: new Date(stack.createdAtMs),
    ...(definition?.template.description === undefined ? {} : { TemplateDescription: definition.template.description }),
    ...(parentId === undefined ? {} : { ParentId: parentId }),
    ...(rootId === undefined ? {} : { RootId: rootId }),
  };
}

function common({ id, statusReason, updatedAtMs, deletedAtMs, drift }: Stack) {
  return {
    StackId: id,
    ...(statusReason === undefined ? {} : { StackStatusReason: statusReason }),
    ...(updatedAtMs === undefined ? {} : { LastUpdatedTime: new Date(updatedAtMs) }),
    ...(deletedAtMs === undefined ? {} : { DeletionTime: new Date(deletedAtMs) }),
    DriftInformation: {
      StackDriftStatus: drift?.status ?? ('NOT_CHECKED' as const),
      ...(drift === undefined ? {} : { LastCheckTimestamp: new Date(drift.checkedAtMs) }),
    },
  };
}
