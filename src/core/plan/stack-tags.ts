import type { StackRecord } from '../entities.ts';
import { scopePath } from '../scope.ts';
import type { Place } from './place.ts';

interface TagSource {
  readonly request: { readonly operationId: string; readonly installation: string };
  readonly place: Place;
  readonly component: string;
  readonly record: StackRecord | undefined;
}

/**
 * The tags of a stack. `plinth:operation` names the operation that created it and stays: a tag that changed with each
 * operation would make CloudFormation update every resource of a stack in which nothing else changed.
 */
export function stackTags({ request, place, component, record }: TagSource): Readonly<Record<string, string>> {
  return {
    ...place.tags,
    'plinth:installation': request.installation,
    'plinth:scope': scopePath(place.scope),
    'plinth:component': component,
    'plinth:operation': record?.tags['plinth:operation'] ?? request.operationId,
  };
}
