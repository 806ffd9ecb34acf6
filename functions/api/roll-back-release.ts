/** Rolls back from a release if it is live, otherwise to it. */
export { rollBackRelease } from '../../src/core/api/releases.ts';
