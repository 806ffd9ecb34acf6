import type { StackDescription } from '../ports/aws.ts';

/** The same for a stack that may have no tags yet: its change set was never executed. */
export function isOwn(scope: string, observed: Pick<StackDescription, 'tags' | 'status'>): boolean {
  return isOfScope(scope, observed) || observed.status === 'REVIEW_IN_PROGRESS';
}

/** Names follow a convention, so a stack that was created by hand may have the same one. Its tag tells whose it is. */
export function isOfScope(scope: string, { tags }: Pick<StackDescription, 'tags'>): boolean {
  return tags['plinth:scope'] === scope;
}
