import type { Catalogue } from '../catalogue/catalogue.ts';
import type { AvailableComponents } from '../catalogue/required-components.ts';
import type { StackRecord } from '../entities.ts';
import { scopePath } from '../scope.ts';
import { recordedAvailability } from './availability.ts';
import { inOrder } from './in-order.ts';
import { type Placement, requirementNames } from './placement.ts';
import type { PlannedStack } from './plan.ts';
import { plannedCost } from './planned-cost.ts';

export interface Leaving {
  readonly record: StackRecord;
  readonly stackKey: string;
  readonly placement: Placement;
  /** False: it stays, and is in the plan only to be seen. */
  readonly goes: boolean;
}

export interface DeletionRequest {
  readonly catalogue: Catalogue;
  readonly stacks: readonly Leaving[];
  readonly allow: readonly string[];
}

/** The stacks to delete, each after those that need it, and those that stay. Pure. */
export function plannedDeletion({ catalogue, stacks, allow }: DeletionRequest): readonly PlannedStack[] {
  const records = stacks.map(({ record }) => record);
  const known = { catalogue, available: recordedAvailability(records, catalogue) };
  const going = stacks.filter(({ goes }) => goes);
  const planned = stacks.map((leaving): PlannedStack => {
    const { record, stackKey, placement, goes } = leaving;
    const component = catalogue.component(record.component);
    return {
      stackKey,
      component: record.component,
      scope: scopePath(placement.scope),
      target: placement.target,
      stackName: record.stackName,
      stackId: record.stackId,
      action: goes ? 'delete' : 'keep',
      parameters: Object.fromEntries(Object.entries(record.parameters).map(([name, value]) => [name, { value }])),
      requires: goes ? going.filter((other) => needs(other, leaving, known)).map((other) => other.stackKey) : [],
      data: record.data,
      allowed: allow.includes(record.stackName),
      templateHash: record.templateHash,
      tags: record.tags,
      description: component?.summary ?? record.component,
      monthlyCost: plannedCost(component, { before: record, after: goes ? undefined : record.parameters }),
    };
  });
  return inOrder(planned);
}

interface Known {
  readonly catalogue: Catalogue;
  readonly available: AvailableComponents;
}

/** What left the catalogue could need anything, so it goes before all that is still known. */
function needs(other: Leaving, leaving: Leaving, { catalogue, available }: Known): boolean {
  if (other.stackKey === leaving.stackKey) return false;
  const required = requirementNames(other.record.component, catalogue, available);
  return required
    ? required.has(leaving.record.component)
    : catalogue.component(leaving.record.component) !== undefined;
}
