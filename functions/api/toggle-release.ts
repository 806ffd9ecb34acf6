/** Moves production traffic to a release. */
export { toggleRelease } from '../../src/core/api/releases.ts';
