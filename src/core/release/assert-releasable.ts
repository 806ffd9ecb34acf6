import type { Operation } from '../entities.ts';
import { nextReleasePlacement } from '../plan/placement-of.ts';
import type { OperationDocuments, Ports } from '../ports/index.ts';
import { releaseStacks } from './plan-release.ts';
import { readContext } from './release-context.ts';
import { releaseParents } from './release-parents.ts';
import { returnedRelease } from './resolve-return.ts';
import { wantedImage } from './wanted-image.ts';

/**
 * Checks a request for a release operation before it is accepted; writes nothing. "Resolve" determines everything again
 * under the lock. Throws NotFound for an application without a spec, ParentNotReady for one without stacks, InvalidRequest
 * for a type without releases, InvalidParameter for a rule of the release's component, ImageNotFound, NothingToRollBack,
 * StaleVersion and ReleaseNotFound. Answers which release a roll back or toggle returns to.
 */
export async function assertReleasable(
  operation: Operation,
  ports: Pick<Ports, 'state' | 'settings' | 'catalogue' | 'images'>,
): Promise<OperationDocuments> {
  const context = await readContext(operation, ports);
  releaseParents(context, ports.settings);
  if (operation.kind === 'rollback' || operation.kind === 'toggle') {
    return { return: { to: (await returnedRelease(context, ports)).number } };
  }
  if (operation.kind !== 'release') return {};
  releaseStacks(context, nextReleasePlacement(context.scope, context.snapshot, ports.settings), ports);
  await wantedImage(context, ports);
  return {};
}
