import type { OpenOperation } from '../entities.ts';
import { PlinthError } from '../errors.ts';

/** Called by Task states before the shift of traffic. Throws Superseded for a release that gives way to a newer one. */
export function assertNotSuperseded({ supersededBy }: OpenOperation): void {
  if (supersededBy !== undefined) throw new PlinthError('Superseded', `superseded by ${supersededBy}`);
}
