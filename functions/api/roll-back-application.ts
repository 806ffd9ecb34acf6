/** Rolls back to the previous live release. */
export { rollBackApplication } from '../../src/core/api/releases.ts';
