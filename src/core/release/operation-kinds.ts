import type { OperationKindEntry } from '../ports/index.ts';
import { assertReleasable } from './assert-releasable.ts';
import { compensateRelease } from './compensate-release.ts';
import { retireStandbys } from './retire-standbys.ts';

/** A release, a roll back and a toggle: all by the machine `release`. */
export const release: OperationKindEntry = { check: assertReleasable, compensate: compensateRelease };

export const retireStandby: OperationKindEntry = {
  check: assertReleasable,
  compensate: compensateRelease,
  startDue: retireStandbys,
};
