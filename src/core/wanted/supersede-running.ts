import { isEnded, type Operation } from '../entities.ts';
import { say } from '../operation/operation-steps.ts';
import type { Ports } from '../ports/index.ts';
import { findResolved } from '../release/resolved-release.ts';
import { wasShifted } from '../release/shifted.ts';
import { workloadKey } from '../release/workload.ts';
import type { Wanted } from '../wanted.ts';
import { askedAt } from './decide-start.ts';

interface Holder {
  readonly operation: Operation;
  /** The digest that it releases, once it is known. */
  readonly digest: string | undefined;
  readonly hasShifted: boolean;
}

/** Whether an operation that holds the lock is a release that gives way: one of an older wish that has shifted no traffic yet. */
export function givesWay(
  { operation, digest, hasShifted }: Holder,
  wanted: Pick<Wanted, 'scope' | 'digest' | 'at'>,
): boolean {
  if (operation.kind !== 'release' || operation.scope !== wanted.scope) return false;
  if (isEnded(operation) || operation.cancelledBy !== undefined) return false;
  return !hasShifted && digest !== wanted.digest && askedAt(operation) < wanted.at;
}

/**
 * Ends a release that holds the lock, if it has shifted no traffic yet: its next Task state before the shift fails with
 * Superseded, and the one that waits for healthy targets at once. Any other operation is left to its end, and its events say what
 * starts then. May be repeated.
 */
export async function supersedeRunning(operationId: string, wanted: Wanted, ports: Ports): Promise<void> {
  const operation = await ports.state.readOperation(operationId);
  if (!operation || isEnded(operation)) return;
  const resolved = await findResolved(operationId, ports);
  const hasShifted = await wasShifted(operationId, ports);
  const image = `image ${wanted.repository}:${wanted.tag}, tagged ${wanted.at}`;
  if (!givesWay({ operation, digest: resolved?.digest, hasShifted }, wanted)) {
    const message = `${image}, is wanted by ${wanted.scope}; its release starts when this operation has ended`;
    return say(operationId, { level: 'info', message }, ports);
  }
  await ports.state.updateOperation(operationId, (now) => (isEnded(now) ? now : { ...now, supersededBy: image }));
  ports.log.info(`superseded by ${image}`, { scope: wanted.scope, operationId });
  if (!resolved) return;
  // Of the release's own workload: only "Await healthy" waits with it.
  const token = await ports.state.readToken(workloadKey(resolved.workload, resolved.name));
  if (token?.operationId !== operationId) return;
  await ports.workflows.fail(token.taskToken, 'Superseded', `superseded by ${image}`);
}
