import type { ResourceStatus, StackStatus } from '@aws-sdk/client-cloudformation';
import type { Kernel } from '../../../kernel/service.ts';
import { maskSecrets } from '../template/mask-secrets.ts';
import type { Stack, StackEvent } from './stack.ts';
import type { StackResource } from './stack-definition.ts';

/** A stack and its kernel. */
export interface StackAt {
  readonly kernel: Kernel;
  readonly stack: Stack;
}

export interface ResourceChange {
  readonly status: ResourceStatus;
  readonly reason?: string;
}

/** Moves a stack to a status: a stack event, and an event on the default bus. */
export function setStackStatus({ kernel, stack }: StackAt, status: StackStatus, reason?: string): void {
  stack.status = status;
  delete stack.statusReason;
  if (reason !== undefined) stack.statusReason = reason;
  const token = stack.operation?.token;
  stack.events.push({
    eventId: kernel.random.uuid(),
    logicalId: stack.name,
    physicalId: stack.id,
    type: 'AWS::CloudFormation::Stack',
    status,
    ...(reason === undefined ? {} : { reason }),
    ...(token === undefined ? {} : { token }),
    atMs: kernel.clock.now(),
  });
  kernel.publish(
    {
      source: 'aws.cloudformation',
      detailType: 'CloudFormation Stack Status Change',
      resources: [stack.id],
      detail: {
        'stack-id': stack.id,
        'status-details': { status, 'status-reason': reason ?? '' },
        'client-request-token': token ?? '',
      },
    },
    stack.accountRegion,
  );
}

/** Moves a resource to a status: a stack event, and an event on the default bus. */
export function setResourceStatus(at: StackAt, resource: StackResource, { status, reason }: ResourceChange): void {
  const { kernel, stack } = at;
  resource.status = status;
  resource.updatedAtMs = kernel.clock.now();
  delete resource.statusReason;
  if (reason !== undefined) resource.statusReason = reason;
  const event = resourceEvent(at, resource);
  stack.events.push(event);
  kernel.publish(
    {
      source: 'aws.cloudformation',
      detailType: 'CloudFormation Resource Status Change',
      resources: [stack.id],
      detail: {
        'stack-id': stack.id,
        'logical-resource-id': resource.logicalId,
        'physical-resource-id': resource.physicalId ?? '',
        'status-details': { status, 'status-reason': reason ?? '' },
        'resource-type': resource.type,
        'client-request-token': stack.operation?.token ?? '',
      },
    },
    stack.accountRegion,
  );
}

function resourceEvent({ kernel, stack }: StackAt, resource: StackResource): StackEvent {
  const { logicalId, status, statusReason } = resource;
  const token = stack.operation?.token;
  const atMs = kernel.clock.now();
  return {
    eventId: `${logicalId}-${status}-${new Date(atMs).toISOString()}`,
    logicalId,
    physicalId: resource.physicalId ?? '',
    type: resource.type,
    status,
    ...(statusReason === undefined ? {} : { reason: statusReason }),
    properties: JSON.stringify(maskSecrets(resource.evaluated, stack.definition?.parameters ?? [])),
    ...(token === undefined ? {} : { token }),
    atMs,
  };
}
