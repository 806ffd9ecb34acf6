import type { Catalogue } from '../catalogue/catalogue.ts';
import type { AvailableComponents } from '../catalogue/required-components.ts';
import type { StackRecord } from '../entities.ts';
import { scopePath } from '../scope.ts';
import { recordedAvailability } from './availability.ts';
import { inOrder } from './in-order.ts';
import { type Placement, requirementNames } from './placement.ts';
import type { PlannedStack } from './plan.ts';
import { plannedCost } from './planned-cost.ts';

export interface RecordedStack {
  readonly record: StackRecord;
  readonly stackKey: string;
  readonly placement: Placement;
  /** False: it is kept, and the plan only lists it. */
  readonly isDeleted: boolean;
}

export interface DeletionRequest {
  readonly catalogue: Catalogue;
  readonly stacks: readonly RecordedStack[];
  readonly allow: readonly string[];
}

/** The stacks to delete, each after those that require it, and those that are kept. Pure. */
export function plannedDeletion({ catalogue, stacks, allow }: DeletionRequest): readonly PlannedStack[] {
  const records = stacks.map(({ record }) => record);
  const requirements = { catalogue, available: recordedAvailability(records, catalogue) };
  const deleted = stacks.filter(({ isDeleted }) => isDeleted);
  const planned = stacks.map((stack): PlannedStack => {
    const { record, stackKey, placement, isDeleted } = stack;
    const component = catalogue.component(record.component);
    return {
      stackKey,
      component: record.component,
      scope: scopePath(placement.scope),
      target: placement.target,
      stackName: record.stackName,
      stackId: record.stackId,
      action: isDeleted ? 'delete' : 'keep',
      parameters: Object.fromEntries(Object.entries(record.parameters).map(([name, value]) => [name, { value }])),
      requires: isDeleted
        ? deleted.filter((other) => requires(other, stack, requirements)).map((other) => other.stackKey)
        : [],
      data: record.data,
      allowed: allow.includes(record.stackName),
      templateHash: record.templateHash,
      tags: record.tags,
      description: component?.summary ?? record.component,
      monthlyCost: plannedCost(component, { before: record, after: isDeleted ? undefined : record.parameters }),
    };
  });
  return inOrder(planned);
}

interface Requirements {
  readonly catalogue: Catalogue;
  readonly available: AvailableComponents;
}

/** A component that is no longer in the catalogue could require any other, so its stack is deleted before theirs. */
function requires(other: RecordedStack, stack: RecordedStack, { catalogue, available }: Requirements): boolean {
  if (other.stackKey === stack.stackKey) return false;
  const required = requirementNames(other.record.component, catalogue, available);
  return required ? required.has(stack.record.component) : catalogue.component(stack.record.component) !== undefined;
}
