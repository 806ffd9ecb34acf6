/** Detects what differs between an environment's stacks and their templates. */
export { detectDrift as detectEnvironmentDrift } from '../../src/core/api/drift.ts';
