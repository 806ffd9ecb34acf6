import { isEnded, type Operation } from '../entities.ts';
import { askedAt } from '../operation/asked-at.ts';
import type { OperationKindEntry, Ports } from '../ports/index.ts';
import { parseImage } from '../spec/image-reference.ts';
import { taggedImage } from '../wanted.ts';
import { readContext } from './release-context.ts';
import { findResolved } from './resolved-release.ts';
import { wantedImage } from './wanted-image.ts';
import { workloadKey } from './workload.ts';

interface Older {
  readonly operation: Operation;
  /** The digest that it releases, once it is resolved. */
  readonly digest: string | undefined;
}

export interface Newer {
  readonly operation: Operation;
  /** The digest that it will release; undefined: whatever it is, the older one gives way. */
  readonly digest?: string | undefined;
}

/** Whether an operation gives way to a newer release: a release of the same application that has begun no shift of traffic. */
export function givesWay({ operation, digest }: Older, newer: Newer): boolean {
  if (operation.kind !== 'release' || operation.planOnly || operation.scope !== newer.operation.scope) return false;
  if (operation.id === newer.operation.id || isEnded(operation) || operation.cancelledBy !== undefined) return false;
  if (digest !== undefined && digest === newer.digest) return false;
  return !hasBegunShift(operation) && askedAt(operation) < askedAt(newer.operation);
}

/** The state "Shift" starts its step before it asks whether it is superseded: of the two writes of the operation one comes first. */
function hasBegunShift({ steps }: Operation): boolean {
  return steps.some(({ name, status }) => name === 'shift' && status !== 'pending');
}

type SupersedePorts = Pick<Ports, 'state' | 'workflows' | 'log'>;

/**
 * Ends the release that holds the lock, and every other of the application that is older, if the holder has begun no shift of traffic: the
 * next Task state before the shift fails with Superseded, and the one that waits for healthy targets at once. A roll back or toggle
 * supersedes none. May be repeated.
 */
export const supersede: NonNullable<OperationKindEntry['supersede']> = async (operation, holderId, ports) => {
  if (operation.kind !== 'release') return false;
  const { image } = await wantedImage(await readContext(operation, ports), ports);
  const newer = { operation, digest: image.digest };
  if (!(await giveWay(holderId, newer, ports))) return false;
  await supersedeOlder(newer, ports);
  return true;
};

/** Ends every older release of the application that has begun no shift of traffic. One that waits for its approval ends when it is approved. */
export async function supersedeOlder(newer: Newer, ports: SupersedePorts): Promise<void> {
  for (const { id, scope } of await ports.state.listOpenOperations()) {
    if (scope === newer.operation.scope) await giveWay(id, newer, ports);
  }
}

async function giveWay(id: string, newer: Newer, ports: SupersedePorts): Promise<boolean> {
  const resolved = await findResolved(id, ports);
  const supersededBy = nameOf(newer.operation);
  let gives = false;
  const found = await ports.state.readOperation(id);
  if (!found || !givesWay({ operation: found, digest: resolved?.digest }, newer)) return false;
  await ports.state.updateOperation(id, (now) => {
    gives = givesWay({ operation: now, digest: resolved?.digest }, newer);
    return gives && now.supersededBy === undefined ? { ...now, supersededBy } : now;
  });
  if (!gives || !resolved) return gives;
  ports.log.info(`superseded by ${supersededBy}`, { scope: found.scope, operationId: id });
  // Of the release's own workload: only "Await healthy" waits with it.
  const token = await ports.state.readToken(workloadKey(resolved.workload, resolved.name));
  if (token?.operationId === id)
    await ports.workflows.fail(token.taskToken, 'Superseded', `superseded by ${supersededBy}`);
  return true;
}

function nameOf({ id, request, requestedBy }: Operation): string {
  const { image, from, tag, taggedAt } = request;
  if (taggedAt === undefined)
    return `the release of ${image ?? `what is live in ${from}`}, requested by ${requestedBy} (${id})`;
  const repository = parseImage(String(image))?.repository ?? String(image);
  return taggedImage({ repository, tag: String(tag), at: String(taggedAt) });
}
