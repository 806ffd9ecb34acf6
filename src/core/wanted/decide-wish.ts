import type { Wanted } from '../wanted.ts';

/** That a tag was put on an image, as an event or the registry says. */
export type Tagging = Pick<Wanted, 'repository' | 'tag' | 'digest' | 'at' | 'by'>;

export type Wish = 'newer' | 'same' | 'older' | 'tie';

/** How a tagging compares with what is wanted: the time of the tagging decides, and not that of its event's arrival. */
export function compareWish(wanted: Wanted | undefined, { at, digest }: Pick<Tagging, 'at' | 'digest'>): Wish {
  if (wanted === undefined || wanted.at < at) return 'newer';
  if (wanted.at > at) return 'older';
  return wanted.digest === digest ? 'same' : 'tie';
}

/** What a tag shows in the registry now. */
export interface ShownImage {
  readonly digest: string;
  readonly pushedAt?: Date | undefined;
}

interface Contender {
  readonly tagging: Pick<Tagging, 'tag' | 'digest'>;
  /** What its tag shows; undefined: the tag does not exist any more. */
  readonly shown: ShownImage | undefined;
}

/**
 * Whether the first of two taggings of one second wins: ECR's events have no shorter time. It wins when its tag still shows its
 * digest and that of the other does not. Where both do, they are two tags: the image that was pushed last wins, then the greater tag,
 * so that the order of arrival decides nothing.
 */
export function winsTie(one: Contender, other: Contender): boolean {
  const [isShown, isOtherShown] = [one, other].map(({ tagging, shown }) => shown?.digest === tagging.digest);
  if (isShown !== isOtherShown) return isShown === true;
  const [pushed, otherPushed] = [one, other].map(({ shown }) => shown?.pushedAt?.getTime() ?? 0);
  if (pushed !== otherPushed) return (pushed ?? 0) > (otherPushed ?? 0);
  return one.tagging.tag > other.tagging.tag;
}
