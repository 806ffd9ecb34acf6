/** Approves or rejects a release that waits for approval. */
export { approveRelease } from '../../src/core/api/approve-release.ts';
