import { type EndedOperation, type Failure, isEnded } from '../entities.ts';
import { newestEvidence } from '../evidence.ts';
import { say } from '../operation/operation-steps.ts';
import type { Ports } from '../ports/index.ts';
import { STACK } from '../retained.ts';
import { NotYet } from '../stack/not-yet.ts';
import { isOfScope } from '../stack/stack-owner.ts';
import { timestamp } from '../time.ts';
import { deleteFailedRelease } from './delete-failed-release.ts';
import type { TrafficPorts } from './move-traffic.ts';
import { type ResolvedRelease, releaseScope } from './resolved-release.ts';

const messageLengthMax = 500;

type Failed = Extract<EndedOperation, { readonly error: Failure }>;

type CleanUpPorts = TrafficPorts & Pick<Ports, 'state' | 'stacks' | 'workflows' | 'time' | 'ids'>;

/**
 * Deletes the stack of a release that failed. The operation has ended by now: a stack that cannot be deleted, such as one with
 * termination protection, becomes a line of its evidence, and the next release of the slot tries again. Errors: NotYet while
 * CloudFormation rolls it back.
 */
export async function cleanUpFailed(
  ended: Failed,
  resolved: ResolvedRelease,
  ports: CleanUpPorts,
): Promise<EndedOperation> {
  const message = await orphaned(ended, resolved, ports);
  if (message === undefined) return ended;
  await say(ended.id, { level: 'error', message }, ports);
  await listOrphan(ended, { resolved, message }, ports);
  const written = await ports.state.updateOperation(ended.id, (now) => {
    if (!isEnded(now) || now.status === 'succeeded') return now;
    if (now.error.evidence.includes(message)) return now;
    const evidence = newestEvidence([...now.error.evidence, message]);
    return { ...now, error: { ...now.error, evidence } };
  });
  return isEnded(written) ? written : ended;
}

/**
 * Puts the stack on the list of what was retained or orphaned. Where it cannot be described, the sweep finds it, as every stack without
 * a record.
 */
async function listOrphan(
  { id: operationId }: Failed,
  { resolved, message }: { readonly resolved: ResolvedRelease; readonly message: string },
  ports: CleanUpPorts,
): Promise<void> {
  const { application, number, target } = resolved;
  const scope = releaseScope(resolved);
  const release = await ports.state.readRelease(application, number);
  const found = release && (await ports.stacks.describe(target, release.stackName));
  if (!found || !isOfScope(scope, found)) return;
  const { stackName } = release;
  await ports.state.putRetained({
    kind: 'orphaned',
    type: STACK,
    physicalId: found.stackId,
    ...{ target, scope, stackName, operationId, reason: message, since: timestamp(ports.time) },
  });
}

/** Why its stack stays; undefined: it is being deleted, or belongs to what serves. */
async function orphaned(ended: Failed, resolved: ResolvedRelease, ports: CleanUpPorts): Promise<string | undefined> {
  try {
    await deleteFailedRelease(ended, { resolved, failure: ended.error }, ports);
    return undefined;
  } catch (error) {
    if (error instanceof NotYet) throw error;
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return `the stack of release ${resolved.number} was not deleted: ${text}`.slice(0, messageLengthMax);
  }
}
