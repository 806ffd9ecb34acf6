/** Goes back to the release that was live before. */
export { rollBackApplication } from '../../src/core/api/releases.ts';
