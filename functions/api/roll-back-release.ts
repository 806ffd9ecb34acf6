/** Goes back from a release, or to it. */
export { rollBackRelease } from '../../src/core/api/releases.ts';
