/** Releases an image, or promotes a release. */
export { createRelease } from '../../src/core/api/releases.ts';
