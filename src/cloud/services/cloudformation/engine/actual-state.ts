import { isDeepStrictEqual } from 'node:util';
import type { Kernel } from '../../../kernel/service.ts';
import { changedProperties } from '../../../resource-types/replacement.ts';
import type { Stack } from '../stack/stack.ts';
import type { ResourceDrift, StackResource } from '../stack/stack-definition.ts';
import { resourceHandler } from './resource-handler.ts';

type Holder = Pick<Stack, 'id' | 'accountRegion'>;

/** A resource compared with what its service has now. */
export function driftOf(kernel: Kernel, stack: Holder, resource: StackResource): ResourceDrift {
  const checkedAtMs = kernel.clock.now();
  const { physicalId, attributes, properties, logicalId, type } = resource;
  const handler = resourceHandler(kernel, type);
  if (handler.actual === undefined || physicalId === undefined) return { status: 'NOT_CHECKED', checkedAtMs };
  const context = { ...stack.accountRegion, kernel, stackId: stack.id, logicalId };
  const actual = handler.actual({ physicalId, attributes }, properties, context);
  if (actual === undefined) return { status: 'DELETED', checkedAtMs };
  const isSame = isDeepStrictEqual(actual, properties);
  return { status: isSame ? 'IN_SYNC' : 'MODIFIED', checkedAtMs, actual };
}

/**
 * The resources of a stack with what drifted as it is: one that was deleted outside CloudFormation has no physical id, and a
 * property that was changed has its actual value.
 */
export function actualResources(kernel: Kernel, stack: Holder & Pick<Stack, 'resources'>): Map<string, StackResource> {
  return new Map([...stack.resources].map(([name, resource]) => [name, actualResource(kernel, stack, resource)]));
}

function actualResource(kernel: Kernel, stack: Holder, resource: StackResource): StackResource {
  const { status, actual = {} } = driftOf(kernel, stack, resource);
  if (status === 'DELETED') {
    const { physicalId: _, ...gone } = resource;
    return { ...gone, status: 'DELETE_COMPLETE' };
  }
  if (status !== 'MODIFIED') return resource;
  const drifted = Object.fromEntries(
    changedProperties(resource.properties, actual).map((name) => [name, actual[name]]),
  );
  return { ...resource, evaluated: { ...resource.evaluated, ...drifted }, properties: actual };
}
