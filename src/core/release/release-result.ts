import type { Live } from '../entities.ts';
import type { ResolvedRelease } from './resolved-release.ts';

/** The result of a release operation that succeeded. `retained`: resources that CloudFormation could not delete, and that cost money. */
export function releaseResult(
  { number, image, digest, slot, schedule, entry, returnsTo }: ResolvedRelease,
  live: Live | undefined,
  retained: readonly string[],
): Readonly<Record<string, unknown>> {
  const weights = live?.weights ?? schedule.at(-1)?.weights;
  return {
    release: number,
    image,
    digest,
    slot,
    entry,
    weights,
    ...(returnsTo !== undefined && { returnsTo }),
    ...(retained.length > 0 && { retained }),
  };
}
