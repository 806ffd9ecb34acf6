import type { StackRecord } from '../entities.ts';
import { scopePath } from '../scope.ts';
import type { Placement } from './placement.ts';

interface TagSource {
  readonly request: { readonly operationId: string; readonly installation: string };
  readonly placement: Placement;
  readonly component: string;
  readonly record: StackRecord | undefined;
}

/**
 * The tags of a stack. `plinth:operation` names the operation that created it and stays: a tag that changed with each
 * operation would make CloudFormation update every resource of a stack in which nothing else changed.
 */
export function stackTags({ request, placement, component, record }: TagSource): Readonly<Record<string, string>> {
  return {
    ...placement.tags,
    'plinth:installation': request.installation,
    'plinth:scope': scopePath(placement.scope),
    'plinth:component': component,
    'plinth:operation': record?.tags['plinth:operation'] ?? request.operationId,
  };
}
