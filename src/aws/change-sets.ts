import {
  type Change,
  type CloudFormationClient,
  DescribeChangeSetCommand,
  type DescribeChangeSetCommandOutput,
  type ExecutionStatus,
} from '@aws-sdk/client-cloudformation';
import type { ChangeSet, ResourceChange } from '../core/ports/index.ts';
import { awsErrorName } from './aws-error.ts';

/** CloudFormation reports a change set without changes by one of these sentences. */
const NO_CHANGES = /didn't contain changes|No updates are to be performed/;

const changesMax = 1000;

/** The current state of a change set. */
export async function readChangeSet(client: CloudFormationClient, stack: string, name: string): Promise<ChangeSet> {
  const first = await describe(client, { stack, name });
  if (!first) return { kind: 'unseen' };
  const reason = first.StatusReason ?? '';
  switch (first.Status) {
    case 'FAILED':
      return NO_CHANGES.test(reason) ? { kind: 'empty' } : { kind: 'failed', reason };
    case 'CREATE_COMPLETE':
      return { kind: 'ready', changes: await allChanges(client, { stack, name }, first) };
    default:
      return { kind: 'pending' };
  }
}

/** The execution status of a change set; undefined when it does not exist. */
export async function executionOf(
  client: CloudFormationClient,
  stack: string,
  name: string,
): Promise<ExecutionStatus | undefined> {
  return (await describe(client, { stack, name }))?.ExecutionStatus;
}

interface Named {
  readonly stack: string;
  readonly name: string;
}

async function describe(
  client: CloudFormationClient,
  { stack, name }: Named,
  next?: string,
): Promise<DescribeChangeSetCommandOutput | undefined> {
  try {
    const page = next === undefined ? {} : { NextToken: next };
    return await client.send(new DescribeChangeSetCommand({ StackName: stack, ChangeSetName: name, ...page }));
  } catch (error) {
    if (awsErrorName(error) === 'ChangeSetNotFoundException' || awsErrorName(error) === 'ChangeSetNotFound')
      return undefined;
    throw error;
  }
}

async function allChanges(
  client: CloudFormationClient,
  named: Named,
  first: DescribeChangeSetCommandOutput,
): Promise<readonly ResourceChange[]> {
  const changes = [...(first.Changes ?? [])];
  let next = first.NextToken;
  while (next !== undefined && changes.length < changesMax) {
    const page = await describe(client, named, next);
    changes.push(...(page?.Changes ?? []));
    next = page?.NextToken;
  }
  return changes.flatMap(resourceChange);
}

function resourceChange({ ResourceChange: change }: Change): ResourceChange[] {
  if (!change?.Action) return [];
  const recreating = (change.Details ?? []).flatMap(({ Target }) =>
    Target?.Name !== undefined && Target.RequiresRecreation !== 'Never' ? [Target.Name] : [],
  );
  return [
    {
      action: change.Action as ResourceChange['action'],
      logicalId: change.LogicalResourceId ?? '',
      type: change.ResourceType ?? '',
      replacement: change.Replacement ?? 'False',
      ...(change.PhysicalResourceId !== undefined && { physicalId: change.PhysicalResourceId }),
      ...(recreating.length > 0 && { recreating: [...new Set(recreating)] }),
    },
  ];
}
