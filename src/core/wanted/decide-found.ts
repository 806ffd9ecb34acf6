import { createHash } from 'node:crypto';
import type { TaggedImage } from '../ports/index.ts';
import { type SeenTags, SWEEP, type Wanted } from '../wanted.ts';
import type { AcceptedImages } from './decide-start.ts';
import type { Tagging } from './decide-wish.ts';

export interface Look {
  readonly accepts: AcceptedImages;
  /** The tags of the repository that the application accepts. */
  readonly tags: readonly TaggedImage[];
  /** What the sweep saw when it looked last; undefined: it never did. */
  readonly seen: SeenTags | undefined;
  readonly wanted: Wanted | undefined;
  /** When the application's spec was changed last. */
  readonly specifiedAt: string;
  /** Whether the application never had a release. */
  readonly isNew: boolean;
}

/**
 * The push that no event named, if there was one: the last of the tags that came or moved since the sweep looked before. At the first
 * look, and after a change of what the spec accepts, the tags that stood before do not count, except for an application that never had a
 * release: it gets the newest image.
 */
export function decideFound(look: Look): Tagging | undefined {
  const { accepts, wanted } = look;
  const fresh = freshTags(look);
  const newest = fresh.reduce<FreshTag | undefined>(
    (best, next) => (best && order(best) > order(next) ? best : next),
    undefined,
  );
  if (!newest || newest.digest === wanted?.digest) return undefined;
  const { tag, digest, at } = newest;
  const tagging = { repository: accepts.repository, tag, digest, by: SWEEP };
  if (!wanted || at > wanted.at) return { ...tagging, at };
  // An event is a second or two later than `imagePushedAt`: of two images that were pushed since, the registry's own times compare.
  const own = fresh.find((other) => other.tag === wanted.tag && other.digest === wanted.digest);
  if (!own?.isPushed || own.at >= at) return undefined;
  return { ...tagging, at: new Date(Date.parse(wanted.at) + 1).toISOString() };
}

interface FreshTag {
  readonly tag: string;
  readonly digest: string;
  /**
   * When it was tagged: when its image was pushed, if that was since the look before. When an old image got a new tag the registry does
   * not say, so it counts as the time of the look before: whatever an event named since then is later.
   */
  readonly at: string;
  /** Whether its image was pushed since the look before. */
  readonly isPushed: boolean;
  readonly pushedAt: string;
}

function freshTags(look: Look): readonly FreshTag[] {
  const { since, fingerprints } = baseline(look);
  return look.tags.flatMap(({ tag, digest, pushedAt: pushed }) => {
    const pushedAt = pushed.toISOString();
    const isPushed = pushedAt > since;
    const isFresh = fingerprints ? !fingerprints.has(fingerprint(tag, digest)) : isPushed;
    return isFresh ? [{ tag, digest, pushedAt, isPushed, at: isPushed ? pushedAt : since }] : [];
  });
}

function baseline({ accepts, seen, specifiedAt, isNew }: Look) {
  const isSame = seen?.repository === accepts.repository && seen.pattern === accepts.tags;
  if (seen && isSame) return { since: seen.at, fingerprints: new Set(seen.fingerprints) };
  return { since: isNew ? '' : specifiedAt, fingerprints: undefined };
}

function order({ at, pushedAt, tag }: FreshTag): string {
  return `${at} ${pushedAt} ${tag}`;
}

const fingerprintLength = 12;

/** Short, because a repository has up to 10,000 images, and an item of the table at most 400 KB. */
export function fingerprint(tag: string, digest: string): string {
  return createHash('sha256').update(`${tag}@${digest}`).digest('hex').slice(0, fingerprintLength);
}
