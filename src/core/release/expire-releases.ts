import type { EndedOperation, Live, Release } from '../entities.ts';
import { expiryAfter, RELEASES_KEPT } from '../operation/retention.ts';
import type { FinishPorts } from '../ports/index.ts';

/** So many beyond those that are kept: each release passes through here once, when it is no longer among the newest. */
const releasesRead = RELEASES_KEPT + 20;

/** After the end of a release operation: its application's older releases expire, and one that serves again does not. */
export async function expireReleases({ scope, status }: EndedOperation, ports: FinishPorts): Promise<void> {
  if (status !== 'succeeded') return;
  const { items } = await ports.state.listReleases(scope, { limit: releasesRead });
  if (items.length <= RELEASES_KEPT) return;
  const { live } = (await ports.state.readScopeState(scope)) ?? {};
  const { expiring, kept } = decideExpiry(items, live);
  const expiresAt = new Date(expiryAfter(ports.time.now(), 'release') * 1000).toISOString();
  for (const number of expiring) await ports.state.updateRelease(scope, number, (now) => ({ ...now, expiresAt }));
  for (const number of kept) {
    await ports.state.updateRelease(scope, number, ({ expiresAt: _, ...now }) => now);
  }
}

export interface Expiry {
  /** Numbers of the releases whose time starts now. */
  readonly expiring: readonly number[];
  /** Numbers of those that would expire, and serve again. */
  readonly kept: readonly number[];
}

/** Of an application's releases, newest first. The newest stay, and what is live, was live before it, or has a slot. */
export function decideExpiry(releases: readonly Release[], live: Live | undefined): Expiry {
  const serves = ({ number, status }: Release) => {
    return number === live?.release || number === live?.previousRelease || HOLDING.has(status);
  };
  const older = releases.slice(RELEASES_KEPT);
  return {
    expiring: older.filter((each) => each.expiresAt === undefined && !serves(each)).map(({ number }) => number),
    kept: releases.filter((each) => each.expiresAt !== undefined && serves(each)).map(({ number }) => number),
  };
}

const HOLDING: ReadonlySet<string> = new Set<Release['status']>(['placed', 'live', 'standby']);
