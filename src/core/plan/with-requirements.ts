import type { Catalogue } from '../catalogue/catalogue.ts';
import type { StackRecord } from '../entities.ts';
import { recordedAvailability } from './availability.ts';
import { requirementNames } from './placement.ts';

interface Standing {
  /** Every stack that is on record. */
  readonly records: readonly StackRecord[];
  readonly catalogue: Catalogue;
}

/** The components of stacks that stay, with all that these require. */
export function withRequirements(staying: readonly StackRecord[], standing: Standing): ReadonlySet<string> {
  const { records, catalogue } = standing;
  const available = recordedAvailability(records, catalogue);
  const kept = new Set<string>();
  for (const { component } of staying) {
    const required = requirementNames(component, catalogue, available);
    // The requirements of a component that has left the catalogue are not known, so every stack is retained.
    for (const name of required ?? records.map((record) => record.component)) kept.add(name);
    kept.add(component);
  }
  return kept;
}
