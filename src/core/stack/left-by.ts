import type { StackEvent } from '../ports/aws.ts';
import type { LeftResource } from '../retained.ts';

/** The resource that an event says was not deleted, and why. Pure. */
export function leftBy({ type, physicalId, logicalId, status, reason }: StackEvent): LeftResource {
  return { type, physicalId: physicalId ?? logicalId, reason: reasonOf({ status, reason }) };
}

function reasonOf({ status, reason }: Pick<StackEvent, 'status'> & { readonly reason: string | undefined }): string {
  if (status === 'DELETE_SKIPPED') return 'its template keeps it when it is deleted or replaced';
  return reason === undefined ? 'it could not be deleted' : `it could not be deleted: ${reason}`;
}
