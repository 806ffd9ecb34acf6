/** A release. */
export { readRelease as getRelease } from '../../src/core/api/releases.ts';
