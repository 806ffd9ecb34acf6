/** Operations, newest first. */
export { listOperations } from '../../src/core/api/read-operations.ts';
