import type { Operation } from '../entities.ts';
import { nextReleasePlacement } from '../plan/placement-of.ts';
import type { Ports } from '../ports/index.ts';
import { releaseStacks } from './plan-release.ts';
import { readContext } from './release-context.ts';
import { releaseParents } from './release-parents.ts';
import { wantedImage } from './resolve-release.ts';

/**
 * What can be known of a release operation before anything starts; nothing is written. Throws NotFound for an application
 * that was never put, ParentNotReady for one that does not stand, InvalidRequest for a type that has no releases,
 * InvalidParameter for what a rule of the release's component refuses, and ImageNotFound.
 */
export async function assertReleasable(
  operation: Operation,
  ports: Pick<Ports, 'state' | 'settings' | 'catalogue' | 'images'>,
): Promise<void> {
  const context = await readContext(operation, ports);
  releaseParents(context, ports.settings);
  if (operation.kind !== 'release') return;
  releaseStacks(context, nextReleasePlacement(context.scope, context.snapshot, ports.settings), ports);
  await wantedImage(context, ports);
}
