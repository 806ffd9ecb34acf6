import type { Operation } from '../entities.ts';
import type { OperationKindEntry } from '../ports/index.ts';
import { releaseResult } from './release-result.ts';
import { findResolved } from './resolved-release.ts';
import { retainedResources } from './retained-resources.ts';

/** Whether the release is recorded as live, and its digest and weights were read back: then no failure takes it back. */
export function isVerified(
  { steps }: Pick<Operation, 'steps'>,
  { number, live }: { readonly number: number; readonly live: number | undefined },
): boolean {
  return live === number && steps.some(({ name, status }) => name === 'verify-release' && status === 'succeeded');
}

/** The result of a release operation that is recorded and verified, although a later state could not run. */
export const achievedRelease: NonNullable<OperationKindEntry['achieved']> = async (operation, ports) => {
  const resolved = await findResolved(operation.id, ports);
  if (!resolved) return undefined;
  const live = (await ports.state.readScopeState(resolved.application))?.live;
  if (!isVerified(operation, { number: resolved.number, live: live?.release })) return undefined;
  return releaseResult(resolved, live, await retainedResources(operation, ports));
};
