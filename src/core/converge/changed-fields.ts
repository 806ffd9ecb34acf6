import type { Operation } from '../entities.ts';
import type { Ports } from '../ports/index.ts';
import { parseScope } from '../scope.ts';
import { ApplicationSpec } from '../spec/application-spec.ts';
import { type FieldChange, fieldChanges } from '../spec/field-changes.ts';

/** What a plan changes in the spec of an application that is provisioned; undefined for everything else. */
export async function changedFields(
  { kind, scope, request }: Operation,
  ports: Pick<Ports, 'state'>,
): Promise<readonly FieldChange[] | undefined> {
  if (kind !== 'provision' || parseScope(scope)?.layer !== 'application') return undefined;
  const before = ApplicationSpec.safeParse((await ports.state.readSpec(scope))?.spec).data;
  return before && fieldChanges(before, ApplicationSpec.parse(request.spec ?? {}));
}
