import type { Leftovers, ListedStack, Ports } from '../ports/index.ts';
import { leftLabel, type RetainedItem, STACK } from '../retained.ts';
import { findOrphans, type OrphanedStack } from './find-orphans.ts';
import { isLeaving } from './is-leaving.ts';

export type RetainedPorts = Pick<Ports, 'state' | 'settings' | 'time' | 'log'> & { readonly leftovers: Leftovers };

/** A round looks at no more lines than this, which cost a call each. */
const looksMax = 100;
const pagesMax = 100;
const secondsBetweenRounds = 300;

/**
 * The list of what was retained or orphaned: adds each stack with the installation's tag that is on no record, and takes away what is
 * gone. `stacks`: all stacks of Plinth's own account and region; undefined when AWS refused to list them, from which nothing is
 * concluded. Of very many lines each round looks at the next hundred.
 */
export async function keepRetained(
  stacks: readonly ListedStack[] | undefined,
  recorded: ReadonlySet<string>,
  ports: RetainedPorts,
): Promise<void> {
  const lines = await allRetained(ports);
  if (stacks) {
    const { installation } = ports.settings;
    for (const orphan of findOrphans(stacks, { installation, recorded, now: ports.time.now() })) {
      if (await isUnrecorded(orphan, ports)) await ports.state.putRetained(orphanedItem(orphan, ports));
    }
  }
  for (const line of nextLines(lines, ports.time.now())) {
    if (await isGone(line, stacks, ports)) await ports.state.dropRetained(line);
  }
}

async function isGone(
  line: RetainedItem,
  stacks: readonly ListedStack[] | undefined,
  ports: RetainedPorts,
): Promise<boolean> {
  const { type, physicalId, target, scope } = line;
  if (type === STACK) {
    const isRecorded = !(await isUnrecorded({ scope, stackId: physicalId }, ports));
    return isLeaving(line, { stacks, isRecorded, here: ports.settings });
  }
  try {
    const gone = await ports.leftovers.gone(target, [{ type, physicalId, logicalId: physicalId }]);
    return gone.length > 0;
  } catch (error) {
    ports.log.warn(`the sweep could not look up ${leftLabel(line)}`, { scope, error });
    return false;
  }
}

/** With few lines all of them; with more the next ones in turn, by the time. */
function nextLines(lines: readonly RetainedItem[], now: Date): readonly RetainedItem[] {
  if (lines.length <= looksMax) return lines;
  const round = Math.floor(now.getTime() / 1000 / secondsBetweenRounds);
  const start = (round * looksMax) % lines.length;
  return [...lines, ...lines].slice(start, start + looksMax);
}

async function allRetained({ state }: Pick<Ports, 'state'>): Promise<readonly RetainedItem[]> {
  const lines: RetainedItem[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < pagesMax; page++) {
    const found = await state.listRetained({ cursor });
    lines.push(...found.items);
    cursor = found.cursor;
    if (cursor === undefined) break;
  }
  return lines;
}

function orphanedItem(
  { stackId, stackName, scope, changedAt }: OrphanedStack,
  { settings: { account, region } }: Pick<Ports, 'settings'>,
): RetainedItem {
  const reason = 'it has the tag of the installation, no record names it, and no operation works on it';
  const target = { account, region };
  const since = changedAt.toISOString();
  return { kind: 'orphaned', type: STACK, physicalId: stackId, stackName, scope, target, since, reason };
}

/** The stack's own tag names the scope whose state would have it. A placed release records its stack when it goes live. */
async function isUnrecorded(
  { scope, stackId }: { readonly scope: string; readonly stackId: string },
  { state }: Pick<Ports, 'state'>,
): Promise<boolean> {
  const recorded = await state.readScopeState(scope);
  if (Object.values(recorded?.stacks ?? {}).some((record) => record.stackId === stackId)) return false;
  const release = /^(.*)\/releases\/(\d+)$/.exec(scope);
  if (!release) return true;
  return (await state.readRelease(release[1] ?? '', Number(release[2])))?.status !== 'placed';
}
