import type { Catalogue } from '../catalogue/catalogue.ts';
import type { StackRecord } from '../entities.ts';
import { scopePath } from '../scope.ts';
import { inOrder } from './in-order.ts';
import { type Place, requirementNames } from './place.ts';
import type { PlannedStack } from './plan.ts';

export interface Leaving {
  readonly record: StackRecord;
  readonly key: string;
  readonly place: Place;
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
  const going = stacks.filter(({ goes }) => goes);
  const planned = stacks.map((leaving): PlannedStack => {
    const { record, key, place, goes } = leaving;
    return {
      key,
      component: record.component,
      scope: scopePath(place.scope),
      target: place.target,
      stackName: record.stackName,
      stackId: record.stackId,
      action: goes ? 'delete' : 'keep',
      parameters: Object.fromEntries(Object.entries(record.parameters).map(([name, value]) => [name, { value }])),
      requires: goes ? going.filter((other) => needs(other, leaving, catalogue)).map((other) => other.key) : [],
      data: record.data,
      allowed: allow.includes(record.stackName),
      templateHash: record.templateHash,
      tags: record.tags,
      description: catalogue.component(record.component)?.summary ?? record.component,
    };
  });
  return inOrder(planned);
}

/** What left the catalogue could need anything, so it goes before all that is still known. */
function needs(other: Leaving, leaving: Leaving, catalogue: Catalogue): boolean {
  if (other.key === leaving.key) return false;
  const required = requirementNames(other.record.component, catalogue);
  return required
    ? required.has(leaving.record.component)
    : catalogue.component(leaving.record.component) !== undefined;
}
