/** The last detection of an environment's drift. */
export { readDrift as getEnvironmentDrift } from '../../src/core/api/drift.ts';
