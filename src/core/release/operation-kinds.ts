import type { OperationKindEntry } from '../ports/index.ts';
import { achievedRelease } from './achieved-release.ts';
import { guardDeletion } from './assert-emptiable.ts';
import { assertReleasable } from './assert-releasable.ts';
import { compensateRelease } from './compensate-release.ts';
import { expireReleases } from './expire-releases.ts';
import { retireStandbys } from './retire-standbys.ts';
import { supersede } from './supersede.ts';

/** A release, a roll back and a toggle: all by the machine `release`. */
export const release: OperationKindEntry = {
  check: assertReleasable,
  achieved: achievedRelease,
  compensate: compensateRelease,
  guardDeletion,
  supersede,
  finish: expireReleases,
};

export const retireStandby: OperationKindEntry = {
  check: assertReleasable,
  compensate: compensateRelease,
  guardDeletion,
  startDue: retireStandbys,
};
