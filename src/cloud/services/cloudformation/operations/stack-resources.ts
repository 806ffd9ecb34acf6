import type {
  DescribeStackResourceInput,
  DescribeStackResourceOutput,
  DescribeStackResourcesInput,
  DescribeStackResourcesOutput,
  ListStackResourcesInput,
  ListStackResourcesOutput,
} from '@aws-sdk/client-cloudformation';
import { page } from '../../../kernel/page.ts';
import type { Call } from '../../../kernel/service.ts';
import type { Stack } from '../stack/stack.ts';
import type { StackResource } from '../stack/stack-definition.ts';
import { requireStack, stacksOf } from '../stack/stack-store.ts';
import { validationError } from '../template/template-error.ts';

const PAGE_SIZE = 100;

export function describeStackResource(input: DescribeStackResourceInput, call: Call): DescribeStackResourceOutput {
  const stack = requireStack(call, input.StackName, `Stack '${input.StackName}' does not exist`);
  const resource = requireResource(stack, input.LogicalResourceId);
  const metadata = resource.declaration.Metadata;
  return {
    StackResourceDetail: {
      ...identityOf(resource),
      LogicalResourceId: resource.logicalId,
      ResourceType: resource.type,
      ResourceStatus: resource.status,
      StackName: stack.name,
      StackId: stack.id,
      LastUpdatedTimestamp: new Date(resource.updatedAtMs),
      ...(metadata === undefined ? {} : { Metadata: JSON.stringify(metadata) }),
    },
  };
}

/** By stack, or by the physical id of one of its resources. */
export function describeStackResources(input: DescribeStackResourcesInput, call: Call): DescribeStackResourcesOutput {
  if (input.StackName === undefined && input.PhysicalResourceId === undefined) {
    throw validationError('Either StackName or PhysicalResourceId must be specified.');
  }
  const stack =
    input.StackName === undefined
      ? stackByResource(call, input.PhysicalResourceId!)
      : requireStack(call, input.StackName, `Stack with id ${input.StackName} does not exist`);
  const resources = [...stack.resources.values()].filter(
    ({ logicalId }) => input.LogicalResourceId === undefined || logicalId === input.LogicalResourceId,
  );
  return {
    StackResources: resources.map((resource) => ({
      ...identityOf(resource),
      LogicalResourceId: resource.logicalId,
      ResourceType: resource.type,
      ResourceStatus: resource.status,
      StackName: stack.name,
      StackId: stack.id,
      Timestamp: new Date(resource.updatedAtMs),
    })),
  };
}

export function listStackResources(input: ListStackResourcesInput, call: Call): ListStackResourcesOutput {
  const stack = requireStack(call, input.StackName);
  const resources = [...stack.resources.values()];
  const { items, nextToken } = page(resources, {
    limit: PAGE_SIZE,
    token: input.NextToken,
    errorCode: 'ValidationError',
  });
  return {
    StackResourceSummaries: items.map((resource) => ({
      ...identityOf(resource),
      LogicalResourceId: resource.logicalId,
      ResourceType: resource.type,
      ResourceStatus: resource.status,
      LastUpdatedTimestamp: new Date(resource.updatedAtMs),
    })),
    NextToken: nextToken,
  };
}

/** Throws `ValidationError` when the stack has no such resource. */
export function requireResource(stack: Stack, logicalId: string | undefined): StackResource {
  const resource = stack.resources.get(logicalId ?? '');
  if (resource === undefined) throw validationError(`Resource ${logicalId} does not exist for stack ${stack.name}`);
  return resource;
}

function stackByResource(call: Call, physicalId: string): Stack {
  const stack = stacksOf(call.kernel, call)
    .live()
    .find(({ resources }) => [...resources.values()].some((resource) => resource.physicalId === physicalId));
  if (stack === undefined) throw validationError(`Stack for ${physicalId} does not exist`);
  return stack;
}

function identityOf({ physicalId, statusReason, drift }: StackResource) {
  return {
    ...(physicalId === undefined ? {} : { PhysicalResourceId: physicalId }),
    ...(statusReason === undefined ? {} : { ResourceStatusReason: statusReason }),
    DriftInformation: {
      StackResourceDriftStatus: drift?.status ?? ('NOT_CHECKED' as const),
      ...(drift === undefined ? {} : { LastCheckTimestamp: new Date(drift.checkedAtMs) }),
    },
  };
}
