/** Releases an image, or promotes the digest that is live in another environment. */
export { createRelease } from '../../src/core/api/releases.ts';
