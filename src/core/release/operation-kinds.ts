import type { OperationKindEntry } from '../ports/index.ts';
import { assertReleasable } from './assert-releasable.ts';
import { retireStandbys } from './retire-standbys.ts';
import { takeBack } from './take-back.ts';

/** A release, a roll back and a toggle: all by the machine `release`. */
export const release: OperationKindEntry = { check: assertReleasable, compensate: takeBack };

export const retireStandby: OperationKindEntry = {
  check: assertReleasable,
  compensate: takeBack,
  startDue: retireStandbys,
};
